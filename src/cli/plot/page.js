// What both kinds of plots share: panes under one time axis, lines in them, and a line of values under the pointer.
// DATA and LightweightCharts are there before.
const colours = ['#2962ff', '#e67e22', '#8e44ad', '#16a085', '#c0392b', '#7f8c8d', '#d4ac0d', '#2c3e50']
const dark = matchMedia('(prefers-color-scheme: dark)').matches
const chart = LightweightCharts.createChart(document.getElementById('chart'), {
  autoSize: true,
  layout: {
    background: { color: dark ? '#14171c' : '#ffffff' },
    textColor: dark ? '#c8ccd4' : '#2b2f36',
    panes: { separatorColor: dark ? '#2b313b' : '#d8dce2' },
  },
  grid: {
    vertLines: { color: dark ? '#1f242c' : '#eef0f3' },
    horzLines: { color: dark ? '#1f242c' : '#eef0f3' },
  },
  crosshair: { mode: 0 },
  timeScale: { timeVisible: true, secondsVisible: false, minBarSpacing: 0.005 },
})
const shown = []
let drawn = 0

// Rows of {time, value}; missing values are left open.
function add_line(title, rows, pane, options = {}) {
  const { kind = 'line', ...rest } = options
  const colour = rest.color || colours[drawn++ % colours.length]
  const type = { line: LightweightCharts.LineSeries, area: LightweightCharts.AreaSeries,
                 bar: LightweightCharts.HistogramSeries, scatter: LightweightCharts.LineSeries }[kind]
               || LightweightCharts.LineSeries
  const look = kind === 'area'
    ? { lineColor: colour, topColor: colour + '55', bottomColor: colour + '08', lineWidth: 1 }
    : { color: colour, lineWidth: 1, lineVisible: kind !== 'scatter', pointMarkersVisible: kind === 'scatter' }
  const series = chart.addSeries(type, { priceLineVisible: false, lastValueVisible: false, title: '', ...look, ...rest },
                                 pane)
  series.setData(rows.map(r => (r.value === null || Number.isNaN(r.value) ? { time: r.time } : r)))
  shown.push({ series, title, colour })
  return series
}

const legend = document.getElementById('legend')
function show_values(at) {
  legend.replaceChildren(...shown.map(({ series, title, colour }) => {
    const point = at && at.seriesData.get(series)
    const item = document.createElement('span')
    item.style.color = colour
    const value = point ? point.value ?? point.close : undefined
    item.textContent = title + (value === undefined ? '' : ' ' + Number(value.toPrecision(7)))
    return item
  }))
}
chart.subscribeCrosshairMove(show_values)

function finish(heights) {
  const panes = chart.panes()
  panes.forEach((pane, i) => pane.setStretchFactor(heights[i] || 1))
  chart.timeScale().fitContent()
  show_values()
}
