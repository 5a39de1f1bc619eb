// What is shown: the state of the filters, and the sentences that pass them.

const NOBODY = '\u0000';
const state = { labels: new Set(claimLabels), least: 0, voice: '', query: '' };

// Of every article the numbers of its sentences that pass, and how many pass whatever their label and probability.
let hits = [];
let considered = 0;

function passes(article, sentence, query) {
  if (state.voice && speakerOf(article, sentence) !== (state.voice === NOBODY ? '' : state.voice)) return false;
  return !query || textOf(article, sentence).toLowerCase().includes(query);
}

function search() {
  const query = state.query.trim().toLowerCase();
  considered = 0;
  hits = D.articles.map((article) => {
    const found = [];
    if (query && !(article.low ??= article.x.toLowerCase()).includes(query)) return found;
    article.s.forEach((sentence, number) => {
      if (!passes(article, sentence, query)) return;
      considered += 1;
      if (state.labels.has(sentence[LABEL]) && chanceOf(sentence) >= state.least) found.push(number);
    });
    return found;
  });
}

function countHits(article) {
  const counts = D.labels.map(() => 0);
  for (const number of hits[article]) counts[D.articles[article].s[number][LABEL]] += 1;
  return counts;
}

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

// Whether the filters leave anything out that is a claim.
const filtered = () => Boolean(state.voice || state.query.trim() || state.least > 0 || claimLabels.some((l) => !state.labels.has(l)));

let voices = [];
const MOST_VOICES = 500;

function collectVoices() {
  const found = new Map();
  for (const article of D.articles) {
    for (const sentence of article.s) {
      const name = speakerOf(article, sentence);
      if (name && sentence[LABEL] !== D.none) found.set(name, (found.get(name) || 0) + 1);
    }
  }
  voices = [...found].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([name]) => name);
}

function fillVoices() {
  const options = [el('option', { value: '' }, W.all_speakers), el('option', { value: NOBODY }, W.no_speaker)];
  const shown = voices.slice(0, MOST_VOICES);
  if (state.voice && state.voice !== NOBODY && !shown.includes(state.voice)) shown.unshift(state.voice);
  shown.forEach((name) => options.push(put(el('option', { value: name, dir: 'auto' }), shortened(name, 60))));
  $('voice').replaceChildren(...options);
  $('voice').value = state.voice;
}

function showFilters() {
  document.querySelectorAll('#labels button').forEach((button) => {
    button.setAttribute('aria-pressed', state.labels.has(Number(button.dataset.label)));
  });
  $('least').value = Math.round(state.least * 100);
  $('least-shown').textContent = percent.format(state.least);
  $('least').setAttribute('aria-valuetext', percent.format(state.least));
  if ($('voice').value !== state.voice) fillVoices();
  if ($('query').value !== state.query) $('query').value = state.query;
}

function chooseVoice(name) {
  state.voice = name;
  changed();
}

// Filters changed: everything follows.
function changed() {
  apply();
  draw();
}

// Takes the filters over into everything but the view.
function apply() {
  search();
  showFilters();
  const claims = sum(hits.map((found) => found.length));
  const articles = hits.filter((found) => found.length).length;
  const noun = state.labels.has(D.none) ? 'sentences' : 'claims';
  $('status').textContent = say('found', counted(claims, noun), counted(articles, 'articles'));
  table.page = 0;
  list.page = 0;
}

function wireFilters() {
  // What is no claim comes last.
  [...claimLabels, D.none].filter((label) => label !== null).forEach((label) => {
    const button = el('button', { type: 'button', class: 'chip', 'data-c': D.colours[label], 'data-label': label }, mark(label), ' ', D.shown[label]);
    button.addEventListener('click', () => {
      if (!state.labels.delete(label)) state.labels.add(label);
      changed();
    });
    $('labels').append(button);
  });
  // On a small screen they would hide what they filter.
  const narrow = matchMedia('(max-width: 40rem)');
  const fold = () => { $('filter-box').open = !narrow.matches; };
  narrow.addEventListener('change', fold);
  fold();
  let waiting = 0;
  const soon = (change) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { change(); changed(); }, 120);
  };
  $('least').addEventListener('input', () => {
    $('least-shown').textContent = percent.format($('least').value / 100);
    soon(() => { state.least = $('least').value / 100; });
  });
  $('voice').addEventListener('change', () => chooseVoice($('voice').value));
  $('query').addEventListener('input', () => soon(() => { state.query = $('query').value; }));
  $('filters').addEventListener('submit', (event) => event.preventDefault());
  $('reset').addEventListener('click', () => {
    Object.assign(state, { labels: new Set(claimLabels), least: 0, voice: '', query: '' });
    changed();
  });
}
