// Which view is shown, light or dark, paper; and the start.

const VIEWS = ['overview', 'articles', 'claims', 'about'];
let view = 'overview';

// What the view shows may have changed.
function draw() {
  if (view === 'overview') drawOverview();
  else if (view === 'articles') { drawList(); drawReader(); }
  else if (view === 'claims') drawTable();
}

// Goes where the address says: a view, #/a12 for an article, #/a12.5 for a sentence in it. The stroke keeps the browser from
// scrolling to an element of that name by itself.
function go(first) {
  const place = location.hash.slice(2);
  const match = /^a(\d+)(?:\.(\d+))?$/.exec(place);
  const article = match && D.articles[match[1] - 1] ? match[1] - 1 : -1;
  const number = article >= 0 && match[2] && D.articles[article].s[match[2] - 1] ? match[2] - 1 : undefined;
  view = article >= 0 ? 'articles' : VIEWS.includes(place) ? place : 'overview';
  if (view === 'articles') open = article;
  for (const name of VIEWS) {
    $(name).classList.toggle('on', name === view);
    const link = document.querySelector(`#views a[href="#/${name}"]`);
    if (name === view) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  document.body.dataset.view = view;
  if (view !== 'articles') hideDetail();
  if (view === 'articles' && article >= 0) {
    orderArticles();
    const at = list.order.indexOf(article);
    if (at >= 0) list.page = Math.floor(at / list.size);
  }
  draw();
  if (number !== undefined) {
    drawReader(number);
    const node = $('s' + number);
    if (node) {
      select(node);
      node.scrollIntoView({ block: 'center' });
      return;
    }
  }
  if (first) return;
  const heading = article >= 0 ? $('reader-heading') : $(view + '-heading');
  heading.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function wireTheme() {
  const button = $('theme');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const dark = () => (document.documentElement.dataset.theme || (system.matches ? 'dark' : 'light')) === 'dark';
  const show = () => button.setAttribute('aria-pressed', dark());
  button.addEventListener('click', () => {
    document.documentElement.dataset.theme = dark() ? 'light' : 'dark';
    show();
  });
  system.addEventListener('change', show);
  show();
}

const MOST_PRINTED = 2000;

function wirePrint() {
  addEventListener('beforeprint', () => { drawOverview(); drawTable(MOST_PRINTED); });
  addEventListener('afterprint', () => draw());
  $('print').addEventListener('click', () => print());
}

// What only a script can fill stays hidden without one.
document.documentElement.dataset.script = 'true';
$('skip').addEventListener('click', (event) => {
  event.preventDefault();
  $('main').focus();
});
collectVoices();
fillVoices();
wireFilters();
wireReader();
wireTable();
wireTheme();
wirePrint();
apply();
addEventListener('hashchange', () => go(false));
go(true);
document.documentElement.dataset.ready = 'true';
