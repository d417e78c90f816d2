package status

// encodeRows writes a block of a roll.
func encodeRows(rows []Row) []byte {
	e := newEncoder(0)
	e.number(uint64(len(rows)))
	for i := range rows {
		e.row(&rows[i])
	}
	return e.bytes()
}

// The bits of a row's flags.
const (
	rowHidden = 1 << iota
	rowStickied
	rowGone
)

func (e *encoder) row(r *Row) {
	e.number(uint64(r.Number))
	e.string(r.ID)
	e.byte(flag(r.Hidden, rowHidden) | flag(r.Stickied, rowStickied) | flag(r.Gone, rowGone))
	if r.Gone {
		return
	}
	e.string(r.Title)
	e.byte(byte(r.State))
	e.string(r.By)
	e.seconds(r.From)
	e.seconds(r.To)
	e.number(uint64(len(r.Components)))
	for _, c := range r.Components {
		e.string(c)
	}
}

func flag(on bool, bit byte) byte {
	if on {
		return bit
	}
	return 0
}

// seconds writes a whole number of either sign.
func (e *encoder) seconds(n int64) { e.number(uint64(n<<1) ^ uint64(n>>63)) }

func (d *decoder) seconds() int64 {
	n := d.number()
	return int64(n>>1) ^ -int64(n&1)
}

// decodeRows reads what encodeRows wrote; nothing is no rows.
func decodeRows(value []byte) ([]Row, error) {
	if value == nil {
		return nil, nil
	}
	d, err := newDecoder(0, value)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, d.count())
	for i := range rows {
		d.row(&rows[i])
	}
	if d.bad {
		return nil, errCodec
	}
	return rows, nil
}

func (d *decoder) row(r *Row) {
	r.Number, r.ID = int(d.number()), d.string()
	flags := d.byte()
	r.Hidden, r.Stickied, r.Gone = flags&rowHidden != 0, flags&rowStickied != 0, flags&rowGone != 0
	if r.Gone {
		return
	}
	r.Title, r.State, r.By = d.string(), State(d.byte()), d.string()
	r.From, r.To = d.seconds(), d.seconds()
	if n := d.count(); n > 0 {
		r.Components = make([]string, n)
		for i := range r.Components {
			r.Components[i] = d.string()
		}
	}
}

// encode writes the head of a roll, which every new fact reads and writes: two
// numbers for each block.
func (h *rollHead) encode() []byte {
	e := newEncoder(0)
	e.number(uint64(h.Last))
	e.number(uint64(h.LastUpdate))
	e.number(uint64(len(h.Held)))
	for n := range h.Held {
		e.number(uint64(h.Held[n]))
		e.number(uint64(h.Shown[n]))
	}
	return e.bytes()
}

// decodeRollHead reads what encode wrote, or JSON, which heads were kept in
// before; nothing is a roll of nothing.
func decodeRollHead(value []byte) (*rollHead, error) {
	var h rollHead
	if len(value) == 0 {
		return &h, nil
	}
	if value[0] == '{' {
		return &h, decode("head of a roll", value, &h)
	}
	d, err := newDecoder(0, value)
	if err != nil {
		return nil, err
	}
	h.Last, h.LastUpdate = int(d.number()), int(d.number())
	blocks := d.count()
	h.Held, h.Shown = make([]int, blocks), make([]int, blocks)
	for n := range blocks {
		h.Held[n], h.Shown[n] = int(d.number()), int(d.number())
	}
	if d.bad {
		return nil, errCodec
	}
	return &h, nil
}
