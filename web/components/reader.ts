/** Around a page of a text: the arrow keys turn it, with the same forms as the buttons. */
export class Reading extends HTMLElement {
  private readonly turn = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target instanceof Element && event.target.closest('input, textarea, select')) return;
    if (event.key === 'ArrowRight') this.press('next');
    if (event.key === 'ArrowLeft') this.press('previous');
  };

  connectedCallback() {
    document.addEventListener('keydown', this.turn);
  }

  disconnectedCallback() {
    document.removeEventListener('keydown', this.turn);
  }

  private press(which: 'next' | 'previous') {
    this.querySelector<HTMLButtonElement>(`[data-turn=${which}] button`)?.click();
  }
}
