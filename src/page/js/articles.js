// The list of articles, the article that is open, and what is known of the sentence at hand.

const list = { page: 0, size: 40, sort: 'order', order: [] };
let open = -1;

function orderArticles() {
  const articles = D.articles.map((_, article) => article).filter((article) => !filtered() || hits[article].length);
  const by = {
    claims: (a, b) => hits[b].length - hits[a].length,
    date: (a, b) => ((D.articles[b].d || '') < (D.articles[a].d || '') ? -1 : (D.articles[b].d || '') > (D.articles[a].d || '') ? 1 : 0),
    title: (a, b) => nameOf(D.articles[a]).localeCompare(nameOf(D.articles[b]), locale),
    order: () => 0,
  }[list.sort];
  list.order = articles.sort((a, b) => by(a, b) || a - b);
}

function drawList() {
  orderArticles();
  const pages = Math.max(1, Math.ceil(list.order.length / list.size));
  list.page = Math.min(list.page, pages - 1);
  const shown = list.order.slice(list.page * list.size, (list.page + 1) * list.size);
  const most = Math.max(1, ...list.order.map((article) => hits[article].length));
  $('list').replaceChildren(...shown.map((article) => {
    const { d: date } = D.articles[article];
    const counts = countHits(article);
    const meta = [counted(hits[article].length, state.labels.has(D.none) ? 'sentences' : 'claims')];
    if (date) meta.unshift(dateOf(date));
    return el('li', {}, el('a', { href: '#/a' + (article + 1), 'aria-current': article === open ? 'true' : null },
      bdi(nameOf(D.articles[article]), { class: 'name' }),
      el('span', { class: 'meta' }, meta.join(' · ')),
      stack(counts, most, countsLine(counts))));
  }));
  if (!shown.length) $('list').append(el('li', { class: 'empty' }, W.nothing));
  pager($('list-pager'), list, list.order.length, drawList, $('list-heading'));
}

// "41-80 of 2,000", with a way back and forth.
function pager(place, view, n, redraw, heading) {
  const pages = Math.ceil(n / view.size);
  place.replaceChildren();
  if (pages < 2) return;
  const step = (by, name) => {
    const button = el('button', { type: 'button', disabled: view.page + by < 0 || view.page + by >= pages }, name);
    button.addEventListener('click', () => {
      view.page += by;
      redraw();
      heading.scrollIntoView({ block: 'nearest' });
      const [back, forth] = place.querySelectorAll('button');
      const next = by < 0 ? back : forth;
      (next.disabled ? heading : next).focus({ preventScroll: true });
    });
    return button;
  };
  const from = view.page * view.size;
  place.append(step(-1, W.previous), el('span', {}, say('range', whole.format(from + 1), whole.format(Math.min(n, from + view.size)), whole.format(n))), step(1, W.next));
}

const MOST_SENTENCES = 1500;
let drawnTo = 0;

// Draws the article that is open, at least up to sentence `number`.
function drawReader(number) {
  const reader = $('reader');
  $('articles').classList.toggle('opened', open >= 0);
  hideDetail();
  if (open < 0) {
    reader.replaceChildren(el('p', { class: 'empty' }, W.choose_article));
    return;
  }
  const article = D.articles[open];
  const counts = countHits(open);
  const place = list.order.indexOf(open);
  const beside = (by, name) => {
    const other = place < 0 ? undefined : list.order[place + by];
    return other === undefined ? el('span', { class: 'off' }, name) : el('a', { href: '#/a' + (other + 1) }, name);
  };
  const meta = el('p', { class: 'meta' });
  if (article.d) meta.append(dateOf(article.d), ' · ');
  // Of a path the folders say more about a disk than about the article.
  const id = /^https?:/i.test(article.i) ? article.i : article.i.split(/[\\/]/).pop();
  meta.append(bdi(id || article.i, { title: article.i }));
  if (/^https?:\/\//i.test(article.u || '')) {
    meta.append(' · ', put(el('a', { href: article.u, rel: 'noopener noreferrer', target: '_blank', title: article.u }), W.source));
  }
  const text = el('div', { class: 'text', dir: 'auto', lang: 'id' });
  reader.replaceChildren(
    el('p', { class: 'walk' }, el('a', { href: '#/articles', class: 'back' }, W.back), beside(-1, W.previous_article), beside(1, W.next_article)),
    el('h2', { tabindex: '-1', id: 'reader-heading' }, bdi(nameOf(article))), meta,
    el('p', { class: 'profile' }, stack(counts, Math.max(1, sum(counts))), el('span', {}, countsLine(counts))),
    text);
  drawnTo = 0;
  drawText(text, Math.max(MOST_SENTENCES, (number ?? 0) + 1));
}

function drawText(text, upTo) {
  const article = D.articles[open];
  const found = new Set(hits[open]);
  let at = drawnTo ? article.s[drawnTo - 1][START] + article.s[drawnTo - 1][LENGTH] : 0;
  const end = Math.min(article.s.length, upTo);
  for (; drawnTo < end; drawnTo += 1) {
    const sentence = article.s[drawnTo];
    gap(text, article.x.slice(at, sentence[START]));
    at = sentence[START] + sentence[LENGTH];
    if (found.has(drawnTo)) text.append(sentenceNode(article, drawnTo));
    else put(text, textOf(article, sentence));
  }
  if (drawnTo < article.s.length) {
    const more = el('button', { type: 'button', class: 'more' }, say('more_text', whole.format(article.s.length - drawnTo)));
    more.addEventListener('click', () => { more.remove(); drawText(text, drawnTo + MOST_SENTENCES); });
    text.append(more);
  }
  const first = text.querySelector('.s');
  if (first && !text.querySelector('.s[tabindex="0"]')) first.setAttribute('tabindex', '0');
}

// What stands between sentences; blank lines become one space of fixed height.
function gap(text, between) {
  if ((between.match(/\n/g) || []).length > 1) text.append(el('span', { class: 'gap' }));
  else put(text, between);
}

// A sentence that passed the filters, with its label in front and the words that spoke for it marked.
function sentenceNode(article, number) {
  const sentence = article.s[number];
  const label = sentence[LABEL];
  const node = el('span', { class: 's', id: 's' + number, role: 'button', tabindex: '-1', 'data-c': D.colours[label], 'data-number': number, 'aria-controls': 'detail' },
    el('span', { class: 'label' }, mark(label), ' ', D.shown[label], ' ', percent.format(chanceOf(sentence)), el('span', { class: 'hidden' }, ': ')));
  const text = textOf(article, sentence);
  const words = sentence[WORDS] || [];
  const most = Math.max(...words.filter((_, i) => i % 3 === 2), 1);
  let at = 0;
  for (let i = 0; i < words.length; i += 3) {
    put(node, text.slice(at, words[i]));
    at = words[i] + words[i + 1];
    node.append(put(el('span', { class: 'w w' + Math.max(1, Math.ceil((3 * words[i + 2]) / most)) }), text.slice(words[i], at)));
  }
  put(node, text.slice(at));
  return node;
}

function hideDetail() {
  $('detail').hidden = true;
  document.querySelectorAll('.s.at').forEach((node) => node.classList.remove('at'));
}

function showDetail(node) {
  if (node.classList.contains('at')) return;
  hideDetail();
  node.classList.add('at');
  const article = D.articles[open];
  const sentence = article.s[Number(node.dataset.number)];
  const close = el('button', { type: 'button', class: 'close', title: W.close, 'aria-label': W.close }, '×');
  close.addEventListener('click', hideDetail);
  const chances = sentence[CHANCES].map((p, label) => ({ p, label })).sort((a, b) => b.p - a.p || a.label - b.label);
  const words = sentence[WORDS] || [];
  const text = textOf(article, sentence);
  const named = [];
  for (let i = 0; i < words.length; i += 3) named.push([text.slice(words[i], words[i] + words[i + 1]), words[i + 2]]);
  named.sort((a, b) => b[1] - a[1]);
  const speaker = speakerOf(article, sentence);
  const parts = [close, el('h3', {}, tag(sentence[LABEL]), ' ', percent.format(chanceOf(sentence)))];
  parts.push(el('ul', { class: 'chances' }, ...chances.map(({ p, label }) => el('li', {},
    el('span', { class: 'name' }, D.shown[label]),
    svg('svg', { class: 'bar', viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, svg('rect', { x: 0, y: 0, width: p / 10, height: 10, 'data-c': D.colours[label] })),
    el('span', { class: 'figure' }, percent.format(p / 1000))))));
  if (named.length) {
    parts.push(el('h4', {}, W.words_for), el('ul', { class: 'words' }, ...named.map(([word, weight]) => el('li', {}, bdi(word), el('small', {}, '+' + (weight / 100).toLocaleString(locale))))));
  }
  const attribution = [null, W.direct, W.indirect][sentence[SAID]];
  if (speaker || attribution) {
    parts.push(el('h4', {}, W.speaker));
    const who = el('p', { class: 'who' });
    if (speaker) {
      const button = el('button', { type: 'button', class: 'plain', title: W.filter_by_speaker }, bdi(speaker));
      button.addEventListener('click', () => chooseVoice(speaker));
      who.append(button);
      if (roleOf(article, sentence)) who.append(', ', bdi(roleOf(article, sentence)));
    } else who.append(W.unnamed);
    if (attribution) who.append(el('small', {}, ' (' + attribution + ')'));
    parts.push(who);
  }
  $('detail').replaceChildren(...parts);
  $('detail').hidden = false;
}

function wireReader() {
  $('sort').addEventListener('change', () => {
    list.sort = $('sort').value;
    list.page = 0;
    drawList();
  });
  const reader = $('reader');
  const at = (event) => event.target.closest?.('.s');
  reader.addEventListener('mouseover', (event) => at(event) && showDetail(at(event)));
  reader.addEventListener('focusin', (event) => at(event) && showDetail(at(event)));
  reader.addEventListener('click', (event) => {
    if (!at(event) || String(getSelection())) return;
    at(event).focus();
    history.replaceState(null, '', `#/a${open + 1}.${Number(at(event).dataset.number) + 1}`);
  });
  reader.addEventListener('keydown', (event) => {
    const node = at(event);
    if (!node) return;
    const all = [...reader.querySelectorAll('.s')];
    const here = all.indexOf(node);
    const next = { ArrowDown: here + 1, ArrowRight: here + 1, ArrowUp: here - 1, ArrowLeft: here - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === 'Escape') hideDetail();
    else if (event.key === 'Enter' || event.key === ' ') node.click();
    else if (next === undefined) return;
    else if (all[next]) select(all[next]);
    event.preventDefault();
  });
  $('detail').addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    const node = reader.querySelector('.s.at');
    hideDetail();
    if (node) node.focus();
  });
}

// Moves to a sentence; the text is one stop for the tab key.
function select(node) {
  node.parentNode.querySelectorAll('.s[tabindex="0"]').forEach((other) => other.setAttribute('tabindex', '-1'));
  node.setAttribute('tabindex', '0');
  node.focus({ preventScroll: true });
  node.scrollIntoView({ block: 'nearest' });
}
