import './embed.js';
import { answerInPlace } from './cookie-notice.js';
import { Reading } from './components/reader.js';
import './styles/page.css';

customElements.define('carrel-reader', Reading);

// The list of what is wrong is read out and reached first, wherever the page was sent from.
document.querySelector<HTMLElement>('.summary')?.focus();

const notice = document.querySelector<HTMLElement>('.cookie-notice');
if (notice) answerInPlace(notice);
