import './embed.js';
import { Reading } from './components/reader.js';
import './styles/page.css';

customElements.define('carrel-reader', Reading);

// The list of what is wrong is read out and reached first, wherever the page was sent from.
document.querySelector<HTMLElement>('.summary')?.focus();
