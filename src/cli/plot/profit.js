// How profit came about: the market, the cumulated profit of all and of each pair, open trades, and how far below its
// best the account was.
const trades = [...DATA.trades].sort((a, b) => a.close_timestamp - b.close_timestamp)

const money = { priceFormat: { type: 'price', precision: DATA.decimals, minMove: 10 ** -DATA.decimals } }

// Rows of one time become one: the last, or the sum.
function by_time(rows, add) {
  const out = []
  for (const row of rows) {
    const last = out[out.length - 1]
    if (last && last.time === row.time) last.value = add ? last.value + row.value : row.value
    else out.push({ ...row })
  }
  return out
}
function cumulated(some) {
  let sum = 0
  return by_time(some.map(t => ({ time: t.close_timestamp / 1000, value: (sum += t.profit_abs) })))
}

let pane = 0
if (DATA.market.length) add_line('mean price of the pairs', DATA.market.map(([ms, value]) => ({ time: ms / 1000, value })), pane++, money)
const all = cumulated(trades)
add_line(`profit ${DATA.currency}`, all, pane, { kind: 'area', color: '#26a69a', ...money })
const profit_pane = pane++
for (const pair of DATA.pairs) add_line(pair, cumulated(trades.filter(t => t.pair === pair)), pane, money)
pane += 1

const changes = trades.flatMap(t => [{ time: t.open_timestamp / 1000, value: 1 }, { time: t.close_timestamp / 1000, value: -1 }])
changes.sort((a, b) => a.time - b.time)
let open = 0
add_line('open trades', by_time(by_time(changes, true).map(c => ({ time: c.time, value: (open += c.value) }))), pane++,
         { lineType: 1 })

let best = 0
let deepest = { value: 0 }
const below = all.map(({ time, value }) => {
  best = Math.max(best, value)
  const row = { time, value: -(best - value) / (DATA.starting_balance + best) * 100 }
  if (row.value < deepest.value) deepest = row
  return row
})
const water = add_line('below the best %', below, pane++, { kind: 'area', color: '#ef5350' })
if (deepest.value < 0)
  LightweightCharts.createSeriesMarkers(water, [{ time: deepest.time, position: 'belowBar', shape: 'circle',
                                                  color: '#ef5350', text: `${deepest.value.toFixed(2)}%` }])
finish(profit_pane ? [2, 3, 3, 1, 1.5] : [3, 3, 1, 1.5])
