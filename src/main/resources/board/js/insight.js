import { bars, columns, legend, lying, table } from './charts.js';
import { h } from './dom.js';
import { dominant, forecast, funnel, wonByMonth } from './figures.js';
import { filterBar } from './filters.js';
import { counted, money, month, number, percent, t } from './words.js';

/** Three pictures of a pipeline, drawn from the same totals that the board shows. */
export async function insightPage(frame, route) {
  const pipeline = route.query.get('pipeline') ?? frame.pipelines[0]?.id;
  if (!pipeline) return { content: [h('p', { class: 'empty' }, t('noPipeline'))] };
  const offices = frame.people.offices();
  const [stages, months, outlook] = await Promise.all([funnel(pipeline), wonByMonth(pipeline, offices, frame.people),
    forecast(pipeline, offices, frame.people)]);
  return {
    content: [h('div', { class: 'page' }, h('h1', {}, t('insight')),
        filterBar(frame, { pipeline }, 'insight'),
        h('div', { class: 'figures' }, drawFunnel(stages), drawForecast(outlook), drawMonths(months)))]
  };
}

const figure = (id, title, hint, ...content) =>
  h('section', { class: `panel figure ${id}`, 'aria-labelledby': id },
      h('h2', { id }, title), hint && h('p', { class: 'hint' }, hint), content);

function drawFunnel({ steps, won, lost, sampled }) {
  if (!steps.some((step) => step.reached)) return figure('funnel', t('funnel'), t('noData'));
  const more = sampled < lost ? t('sampled', { sampled: number(sampled), lost: number(lost) }) : '';
  const hint = t('winRate', { rate: percent(won / Math.max(1, won + lost)), more });
  return figure('funnel', t('funnel'), hint, bars(steps.map((step) => ({
    label: step.label, value: step.reached, text: number(step.reached),
    note: step.share === undefined ? undefined : t('conversion', { rate: percent(step.share) })
  }))));
}

function drawForecast({ offices, total }) {
  const currency = dominant(total.amounts);
  if (!currency) return figure('forecast', t('forecast'), t('noData'));
  const text = (sums) => money({ amount: sums.of(currency), currency }, 'short');
  return figure('forecast', t('forecast'),
      t('forecastHint', { weighted: text(total.weighted), amount: text(total.amounts), deals: counted('openCount', total.count) }),
      bars(offices.map(({ name, amounts, weighted }) => ({
        label: name, value: amounts.of(currency), part: weighted.of(currency),
        text: text(weighted), note: t('of', { amount: text(amounts) })
      }))),
      legend([t('weightedLegend'), t('unweightedLegend')], 'pair'));
}

function drawMonths({ months, offices }) {
  const currency = dominant(...months.flatMap(({ sums }) => sums));
  if (!currency) return figure('won', t('wonPerMonth'), t('noData'));
  const text = (value) => money({ amount: value, currency }, 'short');
  const rows = months.map(({ begin, sums }) => ({ label: month(begin), values: sums.map((sum) => sum.of(currency)) }));
  return figure('won', t('wonPerMonth'), t('inCurrency', { currency }),
      columns(rows, text, t('wonPerMonth')), lying(rows, text), legend(offices),
      table(t('numbers'), [t('month'), ...offices], rows.map(({ label, values }) => [label, ...values.map(text)])));
}
