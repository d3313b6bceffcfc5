/**
 * Lets a choice be made without losing what was written on the page: the form is sent in the background, and the notice
 * goes. What does not work there is sent as forms are.
 */
export function answerInPlace(notice: HTMLElement) {
  const form = notice.querySelector('form');
  form?.addEventListener('submit', (event) => {
    const { submitter } = event;
    if (!(submitter instanceof HTMLButtonElement)) return;
    event.preventDefault();
    void answer(notice, form, submitter);
  });
}

async function answer(notice: HTMLElement, form: HTMLFormElement, submitter: HTMLButtonElement) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form, submitter))
    if (typeof value === 'string') body.append(name, value);
  const settings = form.action;
  try {
    // The answer is a redirect to this very page; where it leads elsewhere there is something to read.
    const response = await fetch(form.action, { method: 'POST', body });
    if (!response.ok || new URL(response.url).searchParams.get('done') === 'cookies-again') {
      location.assign(settings);
      return;
    }
    said(notice);
  } catch {
    // Without a connection the settings tell so, as every page does.
    location.assign(settings);
  }
}

/** The notice makes place for a word that it was heard; who used the keyboard goes on at the content. */
function said(notice: HTMLElement) {
  const words = document.createElement('p');
  words.className = 'done';
  words.setAttribute('role', 'status');
  words.textContent = notice.dataset.said ?? '';
  const content = document.querySelector<HTMLElement>('#content');
  content?.prepend(words);
  notice.remove();
  content?.focus({ preventScroll: true });
}
