package status

import "slices"

// piece is what some days in a row, and what lasts over them, say of a component.
type piece struct {
	parts []*part // of the days, oldest first
	until stamp   // when the last of them ended
	runs  []run
	bars  []Bar
}

// piece joins parts of these days with what is in no day.
func (d *barDays) piece(since Date, parts []*part, lasting []stretch) piece {
	p := piece{parts: parts, until: noTime, runs: joinRuns(parts, lasting)}
	p.bars = d.cut(since, p.runs, len(parts)+1)
	d.credit(p.bars, lasting)
	for _, part := range parts {
		p.until = max(p.until, part.until)
		d.credit(p.bars, part.stretches)
	}
	return p
}

// joinRuns joins what days say with what lasts. Days that are over before
// anything that lasts began are taken as they are.
func joinRuns(parts []*part, lasting []stretch) []run {
	began := beginning(lasting)
	room := 2 * len(lasting)
	for _, p := range parts {
		room += len(p.runs)
	}
	runs, rest := make([]run, 0, room), lasting
	for _, p := range parts {
		if p.until > began {
			rest = p.raw(rest)
			continue
		}
		for _, r := range p.runs {
			runs = appendRun(runs, r)
		}
	}
	for _, r := range sweep(rest) {
		runs = appendRun(runs, r)
	}
	return runs
}

// then is a piece and the days that follow it, each of which has nothing of the
// other's days. Neither is changed.
func (p *piece) then(next piece) piece {
	if len(next.runs) == 0 && len(next.bars) == 0 {
		return *p
	}
	runs := append(make([]run, 0, len(p.runs)+len(next.runs)), p.runs...)
	for _, r := range next.runs {
		runs = appendRun(runs, r)
	}
	return piece{runs: runs, bars: slices.Concat(p.bars, next.bars)}
}
