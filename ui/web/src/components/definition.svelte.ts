// What a number means, on hover and focus: `<a {@attach definition(text)}>`. One tip for the whole page, which Escape
// closes and which stays on the screen. A page also lists its definitions, for fingers.
import type { Attachment } from 'svelte/attachments';

const gap = 6;
let tip: HTMLElement | undefined;
let owner: HTMLElement | undefined;

function tipElement(): HTMLElement {
  if (!tip) {
    tip = document.createElement('div');
    tip.id = 'definition-tip';
    tip.className = 'definition-tip';
    tip.setAttribute('role', 'tooltip');
    document.body.append(tip);
  }
  return tip;
}

function show(target: HTMLElement, text: string): void {
  const element = tipElement();
  owner = target;
  element.textContent = text;
  element.dataset['shown'] = '';
  target.setAttribute('aria-describedby', element.id);
  const box = target.getBoundingClientRect();
  const own = element.getBoundingClientRect();
  const left = Math.min(Math.max(8, box.left), document.documentElement.clientWidth - own.width - 8);
  const below = box.bottom + gap + own.height < innerHeight;
  element.style.left = `${left}px`;
  element.style.top = `${below ? box.bottom + gap : Math.max(8, box.top - gap - own.height)}px`;
}

function hide(): void {
  owner?.removeAttribute('aria-describedby');
  owner = undefined;
  if (tip) delete tip.dataset['shown'];
}

const onKey = (event: KeyboardEvent) => event.key === 'Escape' && hide();

export function definition(text: string): Attachment<HTMLElement> {
  return (element) => {
    const enter = () => show(element, text);
    const leave = () => owner === element && hide();
    element.addEventListener('pointerenter', enter);
    element.addEventListener('pointerleave', leave);
    element.addEventListener('focus', enter);
    element.addEventListener('blur', leave);
    element.addEventListener('keydown', onKey);
    return () => {
      leave();
      element.removeEventListener('pointerenter', enter);
      element.removeEventListener('pointerleave', leave);
      element.removeEventListener('focus', enter);
      element.removeEventListener('blur', leave);
      element.removeEventListener('keydown', onKey);
    };
  };
}
