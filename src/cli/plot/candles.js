// Candles of one pair with the indicators asked for, its signals and trades.
const { history, plot, trades } = DATA
if (DATA.limit > 0) history.data = history.data.slice(-DATA.limit)
const column = name => history.columns.indexOf(name)
const times = history.data.map(row => row[column('__date_ts')] / 1000)
const values = name => history.data.map((row, i) => ({ time: times[i], value: row[column(name)] }))
const has = name => column(name) >= 0

// As many as the closes need.
const digits = Math.min(8, history.data.reduce((most, row) => {
  const text = String(row[column('close')])
  const point = text.indexOf('.')
  return text.includes('e') ? 8 : Math.max(most, point < 0 ? 0 : text.length - point - 1)
}, 2))
const up = '#26a69a'
const down = '#ef5350'
const candles = chart.addSeries(LightweightCharts.CandlestickSeries, {
  upColor: up, downColor: down, wickUpColor: up, wickDownColor: down, borderVisible: false,
  priceFormat: { type: 'price', precision: digits, minMove: 10 ** -digits },
}, 0)
candles.setData(history.data.map((row, i) => ({
  time: times[i], open: row[column('open')], high: row[column('high')], low: row[column('low')],
  close: row[column('close')],
})))
shown.push({ series: candles, title: history.pair, colour: up })

const missing = []
function add_indicator(name, look, pane) {
  if (!has(name)) return missing.push(name)
  add_line(name, values(name), pane, { ...(look.color ? { color: look.color } : {}), kind: look.type || 'line' })
}
for (const [name, look] of Object.entries(plot.main_plot || {})) add_indicator(name, look, 0)

add_line('volume', values('volume'), 1, { kind: 'bar', color: dark ? '#46505f' : '#b9c2cf',
                                           priceFormat: { type: 'volume' } })
let pane = 2
for (const parts of Object.values(plot.subplots || {})) {
  for (const [name, look] of Object.entries(parts)) add_indicator(name, look, pane)
  pane += 1
}

const marks = []
const signals = [['enter_long', 'belowBar', 'arrowUp', up, ''], ['exit_long', 'aboveBar', 'arrowDown', down, ''],
                 ['enter_short', 'aboveBar', 'arrowDown', '#8e44ad', ''], ['exit_short', 'belowBar', 'arrowUp', '#d4ac0d', '']]
for (const [name, position, shape, color] of signals)
  if (has(name))
    history.data.forEach((row, i) => {
      if (row[column(name)] === 1) marks.push({ time: times[i], position, shape, color, size: 0.5 })
    })
// A trade's moment is shown at the candle that holds it.
const at_candle = ms => {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle] * 1000 <= ms) low = middle + 1
    else high = middle
  }
  return low > 0 ? times[low - 1] : null
}
for (const t of trades) {
  const [open, close] = [at_candle(t.open_timestamp), at_candle(t.close_timestamp)]
  const gain = t.profit_ratio >= 0 ? up : down
  if (open !== null && t.open_timestamp / 1000 <= times[times.length - 1] + 1e5)
    marks.push({ time: open, position: 'belowBar', shape: 'circle', color: gain, text: t.enter_tag || 'entry' })
  if (close !== null && t.close_timestamp)
    marks.push({ time: close, position: 'aboveBar', shape: 'square', color: gain,
                 text: `${(t.profit_ratio * 100).toFixed(2)}% ${t.exit_reason}` })
}
marks.sort((a, b) => a.time - b.time)
LightweightCharts.createSeriesMarkers(candles, marks)
finish([6, 1.2, 2, 2, 2, 2])
if (missing.length) document.getElementById('notes').textContent = `Not in the candles: ${missing.join(', ')}`
