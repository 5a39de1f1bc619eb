// All sentences that pass the filters as a table, to read, to copy and to save.

const table = { page: 0, size: 50, sort: 'order', down: false };

function rowsInOrder() {
  const rows = [];
  hits.forEach((found, article) => found.forEach((number) => rows.push([article, number])));
  const sentence = ([article, number]) => D.articles[article].s[number];
  const text = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  const by = {
    order: (a, b) => a[0] - b[0] || a[1] - b[1],
    label: (a, b) => text(D.shown[sentence(a)[LABEL]], D.shown[sentence(b)[LABEL]]),
    chance: (a, b) => chanceOf(sentence(a)) - chanceOf(sentence(b)),
    speaker: (a, b) => text(speakerOf(D.articles[a[0]], sentence(a)), speakerOf(D.articles[b[0]], sentence(b))),
    date: (a, b) => text(D.articles[a[0]].d || '', D.articles[b[0]].d || ''),
  };
  const sign = table.down ? -1 : 1;
  if (table.sort !== 'order' || table.down) rows.sort((a, b) => sign * by[table.sort](a, b) || by.order(a, b));
  return rows;
}

function drawTable(most = table.size) {
  const rows = rowsInOrder();
  table.page = Math.min(table.page, Math.max(0, Math.ceil(rows.length / table.size) - 1));
  const from = most > table.size ? 0 : table.page * table.size;
  const shown = rows.slice(from, from + most);
  $('rows').replaceChildren(...shown.map(([at, number]) => {
    const article = D.articles[at];
    const sentence = article.s[number];
    const speaker = speakerOf(article, sentence);
    const who = el('td', { role: 'cell', class: 'speaker' });
    if (speaker) {
      who.append(bdi(speaker));
      if (roleOf(article, sentence)) who.append(el('small', {}, bdi(roleOf(article, sentence))));
    }
    return el('tr', { role: 'row' },
      el('td', { role: 'cell', class: 'label' }, tag(sentence[LABEL])),
      el('td', { role: 'cell', class: 'chance' }, percent.format(chanceOf(sentence))),
      el('td', { role: 'cell', class: 'sentence' }, el('a', { href: `#/a${at + 1}.${number + 1}`, dir: 'auto' }, bdi(textOf(article, sentence).replace(/\s+/g, ' ')))),
      who,
      el('td', { role: 'cell', class: 'article' }, bdi(shortened(nameOf(article), 80)), article.d ? el('small', {}, dateOf(article.d)) : null));
  }));
  $('no-rows').hidden = rows.length > 0;
  const left = rows.length - shown.length;
  $('not-printed').textContent = most > table.size && left > 0 ? say('not_printed', whole.format(left)) : '';
  document.querySelectorAll('#table th').forEach((head) => {
    const button = head.querySelector('button');
    const mine = button && button.dataset.sort === table.sort;
    head.setAttribute('aria-sort', mine ? (table.down ? 'descending' : 'ascending') : 'none');
  });
  pager($('table-pager'), table, rows.length, () => drawTable(), $('table-heading'));
}

// A text that a spreadsheet would take for a formula gets an apostrophe in front.
const guarded = (text) => (/^'*[=+\-@\t\r]/.test(text) ? "'" + text : text);

const HEADER = ['article', 'title', 'date', 'sentence', 'text', 'label', 'probability', 'speaker', 'role', 'attribution'];

function records() {
  return rowsInOrder().map(([at, number]) => {
    const article = D.articles[at];
    const sentence = article.s[number];
    return [article.i, article.t || '', article.d || '', String(number), textOf(article, sentence), D.labels[sentence[LABEL]],
      String(chanceOf(sentence)), speakerOf(article, sentence), roleOf(article, sentence), ['none', 'direct', 'indirect'][sentence[SAID]]];
  });
}

function csv() {
  const cell = (text) => {
    const safe = guarded(text);
    return /[",\r\n]|^\s|\s$|^'/.test(safe) ? '"' + safe.replace(/"/g, '""') + '"' : safe;
  };
  return [HEADER, ...records()].map((record) => record.map(cell).join(',')).join('\r\n') + '\r\n';
}

function tsv() {
  const cell = (text) => guarded(text.replace(/\s+/g, ' '));
  return [HEADER, ...records()].map((record) => record.map(cell).join('\t')).join('\n') + '\n';
}

function save() {
  // The byte order mark tells spreadsheets that it is UTF-8.
  const url = URL.createObjectURL(new Blob(['\uFEFF' + csv()], { type: 'text/csv;charset=utf-8' }));
  const link = el('a', { href: url, download: 'klaim.csv' });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
  announce(W.saved);
}

async function copy() {
  const text = tsv();
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Where the clipboard is closed to pages from disk.
    const area = el('textarea', { class: 'hidden', 'aria-hidden': 'true', tabindex: '-1' });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    $('copy').focus();
    if (!done) return announce(W.not_copied);
  }
  announce(W.copied);
}

function announce(text) {
  $('said').textContent = text;
  setTimeout(() => { if ($('said').textContent === text) $('said').textContent = ''; }, 5000);
}

function wireTable() {
  document.querySelectorAll('#table th button').forEach((button) => button.addEventListener('click', () => {
    const { sort } = button.dataset;
    // Probabilities and dates are wanted from the top.
    const first = sort === 'chance' || sort === 'date';
    if (table.sort !== sort) Object.assign(table, { sort, down: first });
    else table.down = !table.down;
    table.page = 0;
    drawTable();
  }));
  $('save').addEventListener('click', save);
  $('copy').addEventListener('click', copy);
}
