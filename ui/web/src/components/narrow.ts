// Widths at which things are laid out in another way than style sheets alone can.
import { MediaQuery } from 'svelte/reactivity';

/** A phone. */
export const phone = new MediaQuery('(max-width: 599px)');

/** No room for columns beside each other. */
export const narrow = new MediaQuery('(max-width: 1023px)');
