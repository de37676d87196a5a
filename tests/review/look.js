(() => {
  // What tests/review/browser.py asks of a page: each check gives the elements that fail it.
  const name = (e) => e.tagName.toLowerCase() + (e.id ? `#${e.id}` : "") + [...e.classList].map((c) => `.${c}`).join("");
  const shown = (e) => e.getClientRects().length > 0 && e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const all = (selector) => [...document.querySelectorAll(selector)];
  const few = (found) => [...new Set(found)].slice(0, 12);

  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], under) => [r, g, b].map((value, i) => value * a + under[i] * (1 - a));
  const ground = (e) => {
    const layers = [];
    for (let at = e; at; at = at.parentElement) layers.push(rgba(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((under, layer) => over(layer, under), [255, 255, 255]);
  };
  // Relative luminance and contrast ratio: WCAG 2.2, 1.4.3.
  const linear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
  const ratio = (a, b) => {
    const [brighter, darker] = [light(a), light(b)].sort((x, y) => y - x);
    return (brighter + 0.05) / (darker + 0.05);
  };

  const sideScroll = () => {
    const wide = document.documentElement.clientWidth;
    if (Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) <= wide) return [];
    const found = all("body *").filter((e) => shown(e) && e.getBoundingClientRect().right > wide + 1);
    return found.length ? few(found.map(name)) : ["body"];
  };

  const smallTargets = (least) => {
    const controls = all("button, summary, select, textarea, .button, nav a, input:not([type=hidden])");
    const box = (e) => (e.matches("[type=radio], [type=checkbox], [type=file]") && e.closest("label")) || e;
    const height = (e) => box(e).getBoundingClientRect().height;
    const found = controls.filter((e) => shown(e) && !e.matches(".unseen") && !e.closest(".crumbs") && height(e) < least - 0.5);
    return few(found.map((e) => `${name(e)} ${Math.round(height(e))}`));
  };

  const faint = () => {
    const found = new Map();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const e = walker.currentNode.parentElement;
      if (!walker.currentNode.data.trim() || !shown(e) || e.closest("script, option, :disabled, [aria-disabled=true], .unseen")) continue;
      const style = getComputedStyle(e);
      if (rgba(style.color)[3] === 0 && e.closest("[aria-hidden=true]")) continue; // the layer under a field's own text
      const under = ground(e);
      const value = ratio(over(rgba(style.color), under), under);
      const size = parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
      if (value < (large ? 3 : 4.5) - 0.005) found.set(name(e), `${name(e)} ${value.toFixed(2)}`);
    }
    return few(found.values());
  };

  const unlabelled = () => {
    const said = (e) => e.getAttribute("aria-label") || e.getAttribute("aria-labelledby");
    const named = (e) => said(e) || e.title || e.textContent.trim() || e.querySelector("svg[aria-label]");
    const controls = all("button, a[href], summary").filter((e) => shown(e) && !named(e));
    const fields = all("input:not([type=hidden]), select, textarea").filter((e) => shown(e) && !e.matches("[aria-hidden=true]") && !e.labels.length && !said(e));
    const ids = all("[id]").map((e) => e.id);
    const twice = ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `id ${id} twice`);
    return few([...controls, ...fields].map(name).concat(twice));
  };

  return { sideScroll, smallTargets, faint, unlabelled };
})()
