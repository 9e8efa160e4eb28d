"""What the strategy is told by the step that is driven, and what it was asked: freqtrade loads the strategy's file under a name of its own."""
answers = {}  # by callback; only these are noted
asked = []
watched = []  # pairs and timeframes that it looks at beside its own, and notes; the first is merged
fills_forward = True
signals = {}  # by pair: columns of the last candle
one_for_both = False  # adjust_order_price in place of adjust_entry_price and adjust_exit_price
