import { mount } from 'svelte';
import App from './App.svelte';

export function startApp(): void {
  mount(App, { target: document.getElementById('app')! });
}
