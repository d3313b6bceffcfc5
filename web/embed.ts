import { Download } from './components/download.js';
import { OptIn } from './components/opt-in.js';

customElements.define('carrel-opt-in', OptIn);
customElements.define('carrel-download', Download);
