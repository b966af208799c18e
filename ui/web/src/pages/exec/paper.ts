export { default as PaperHead } from './PaperHead.svelte';
export { default as PaperFoot } from './PaperFoot.svelte';
