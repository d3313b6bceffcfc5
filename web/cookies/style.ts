import library from 'vanilla-cookieconsent/dist/cookieconsent.css?inline';
import own from '../styles/embedded-notice.css?inline';

/** Styles the banner. A sheet that is made by script needs no leave of a content security policy; else the tag's nonce is used. */
export function dress(nonce: string) {
  const css = library + own;
  if ('adoptedStyleSheets' in document) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return;
  }
  const element = (document as Document).createElement('style');
  element.nonce = nonce;
  element.textContent = css;
  (document as Document).head.append(element);
}
