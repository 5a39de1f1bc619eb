// The overview: totals, and claims by label, month, article and speaker.

const MOST_ROWS = 12;

function drawOverview() {
  const totals = D.labels.map(() => 0);
  const articles = [];
  const speakers = new Map();
  hits.forEach((found, article) => {
    if (!found.length) return;
    const counts = countHits(article);
    counts.forEach((n, label) => { totals[label] += n; });
    articles.push({ article, counts, n: found.length });
    for (const number of found) {
      const sentence = D.articles[article].s[number];
      const name = speakerOf(D.articles[article], sentence);
      if (!speakers.has(name)) speakers.set(name, D.labels.map(() => 0));
      speakers.get(name)[sentence[LABEL]] += 1;
    }
  });
  const sentences = sum(D.articles.map((article) => article.s.length));
  const quoted = sum(totals) - sum(speakers.get('') || []);
  $('tiles').replaceChildren(
    tile(whole.format(D.articles.length), W.tile_articles, say('tile_with', whole.format(articles.length))),
    tile(whole.format(sentences), W.tile_sentences, say('tile_mean', whole.format(Math.round(sentences / D.articles.length)))),
    tile(whole.format(sum(totals)), state.labels.has(D.none) ? W.tile_chosen : W.tile_claims, say('tile_share', percent1.format(sum(totals) / Math.max(1, considered)))),
    tile(whole.format(quoted), W.tile_quoted, say('tile_share', percent1.format(quoted / Math.max(1, sum(totals))))),
  );
  drawLabels(totals);
  drawMonths(articles);
  articles.sort((a, b) => b.n - a.n || a.article - b.article);
  drawRows($('by-article'), articles.map(({ article, counts, n }) => ({
    counts, n, name: nameOf(D.articles[article]),
    control: (children) => el('a', { href: '#/a' + (article + 1) }, ...children),
  })));
  const named = [...speakers].filter(([name]) => name).map(([name, counts]) => ({ name, counts, n: sum(counts) }));
  named.sort((a, b) => b.n - a.n || (a.name < b.name ? -1 : 1));
  drawRows($('by-speaker'), named.map(({ name, counts, n }) => ({
    counts, n, name,
    control: (children) => {
      const button = el('button', { type: 'button', class: 'plain', title: W.filter_by_speaker }, ...children);
      button.addEventListener('click', () => chooseVoice(name));
      return button;
    },
  })), W.no_speakers);
}

function tile(number, name, below) {
  return el('div', { class: 'tile' }, el('strong', {}, number), el('span', {}, name), el('small', {}, below));
}

function nothing(place, text = W.nothing) {
  place.replaceChildren(el('p', { class: 'empty' }, text));
}

// Claims by label, each with its share and interval.
function drawLabels(totals) {
  const place = $('by-label');
  const labels = totals.map((n, label) => ({ n, label })).filter(({ label }) => state.labels.has(label));
  if (!labels.length || !considered) return nothing(place);
  labels.sort((a, b) => b.n - a.n || a.label - b.label);
  const most = Math.max(...labels.map(({ n }) => wilson(n, considered)[1])) || 1;
  const rows = labels.map(({ n, label }) => {
    const [low, high] = wilson(n, considered);
    const at = (share) => (100 * share) / most;
    const bar = svg('svg', { class: 'bar', viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      svg('rect', { x: 0, y: 1, width: at(n / considered), height: 8, 'data-c': D.colours[label] }),
      svg('path', { class: 'whisker', d: `M${at(low)} 5H${at(high)}M${at(low)} 3V7M${at(high)} 3V7` }));
    return el('li', {},
      el('span', { class: 'name' }, tag(label)), bar,
      el('span', { class: 'figure' }, el('b', {}, whole.format(n)), ' ',
        el('span', {}, `${percent1.format(n / considered)} `),
        el('small', {}, say('interval', percent1.format(low), percent1.format(high)))));
  });
  place.replaceChildren(el('ul', { class: 'rows wide' }, ...rows), el('p', { class: 'small' }, say('shares_of', whole.format(considered))));
}

// The rows with most, and how many are left out.
function drawRows(place, rows, none = W.nothing) {
  if (!rows.length) return nothing(place, none);
  const shown = rows.slice(0, MOST_ROWS);
  const most = shown[0].n;
  const items = shown.map(({ name, counts, n, control }) => el('li', {},
    control([bdi(name, { class: 'name' }), stack(counts, most), el('span', { class: 'figure' }, el('b', {}, whole.format(n)),
      el('span', { class: 'hidden' }, ': ' + D.labels.map((_, l) => l).filter((l) => counts[l]).map((l) => `${whole.format(counts[l])} ${D.shown[l]}`).join(', ')))])));
  const rest = rows.length - shown.length;
  place.replaceChildren(el('ul', { class: 'rows' }, ...items));
  if (rest > 0) place.append(el('p', { class: 'small' }, say('more_rows', whole.format(rest))));
}

const MOST_MONTHS = 60;

// Claims by month, or by year where there are too many months; left out where no date is known.
function drawMonths(articles) {
  const months = new Map();
  let undated = 0;
  for (const { article, counts, n } of articles) {
    const date = D.articles[article].d;
    if (!date) { undated += n; continue; }
    const month = date.slice(0, 7);
    if (!months.has(month)) months.set(month, D.labels.map(() => 0));
    const sums = months.get(month);
    counts.forEach((c, label) => { sums[label] += c; });
  }
  $('month-figure').hidden = !D.articles.some((article) => article.d);
  const place = $('by-month');
  if (!months.size) return nothing(place);
  const keys = [...months.keys()].sort();
  const index = (key) => Number(key.slice(0, 4)) * 12 + Number(key.slice(5, 7)) - 1;
  const first = index(keys[0]), last = index(keys[keys.length - 1]);
  const yearly = last - first >= MOST_MONTHS;
  const columns = [];
  const step = yearly ? 12 : 1;
  for (let at = yearly ? first - (first % 12) : first; at <= last; at += step) {
    const counts = D.labels.map(() => 0);
    for (let m = at; m < at + step; m += 1) {
      const key = `${String(Math.floor(m / 12)).padStart(4, '0')}-${String((m % 12) + 1).padStart(2, '0')}`;
      (months.get(key) || []).forEach((n, label) => { counts[label] += n; });
    }
    columns.push({ at, counts, n: sum(counts) });
  }
  const most = Math.max(...columns.map(({ n }) => n), 1);
  const every = Math.ceil(columns.length / 12);
  const items = columns.map(({ at, counts, n }, number) => {
    const key = `${Math.floor(at / 12)}-${(at % 12) + 1}`;
    const name = yearly ? String(Math.floor(at / 12)) : monthFormat.format(monthOf(key));
    const described = `${name}: ${whole.format(n)}${n ? ' (' + countsLine(counts) + ')' : ''}`;
    const column = svg('svg', { viewBox: '0 0 10 100', preserveAspectRatio: 'none', role: 'img', 'aria-label': described }, svg('title', {}, described));
    let y = 100;
    counts.forEach((c, label) => {
      if (!c) return;
      const height = (100 * c) / most;
      y -= height;
      column.append(svg('rect', { x: 0, y, width: 10, height, 'data-c': D.colours[label] }));
    });
    const labelled = number % every === 0;
    const year = Math.floor(at / 12);
    return el('li', {}, el('span', { class: 'top', 'aria-hidden': 'true' }, columns.length <= 24 && n ? whole.format(n) : ''), column,
      el('span', { class: 'month', 'aria-hidden': 'true' }, labelled ? (yearly ? String(year) : monthShort.format(monthOf(key))) : '',
        labelled && !yearly && (number === 0 || at % 12 < every) ? el('b', {}, String(year)) : null));
  });
  place.replaceChildren(el('ol', { class: 'months' }, ...items));
  if (undated) place.append(el('p', { class: 'small' }, say('undated', counted(undated, 'claims'))));
}
