package status

import (
	"cmp"
	"encoding/binary"
	"slices"
	"time"
)

// Points are kept by five minutes, the slots, and within a slot in lanes. A
// lane is a column of its own: its points, and above them the minutes, hours
// and days that they come to, each worked out from the one item below. Writers
// who lose against others too often, or find a lane full, take the next one;
// readers add the lanes up.
const (
	slotTime  = 5 * time.Minute
	maxLanes  = 8
	maxPoints = 10_000 // in one slot of one lane
)

// The parts of a point's id: slot, lane and number within them.
const (
	laneBits   = 3
	numberBits = 20
	epoch      = 1_577_836_800 // 2020-01-01: the first slot
)

func slotOf(at time.Time) int64 {
	return floorDiv(at.Unix()-epoch, int64(slotTime/time.Second))
}

func slotStart(slot int64) time.Time {
	return time.Unix(epoch+slot*int64(slotTime/time.Second), 0).UTC()
}

// spot is where a point is.
type spot struct {
	slot   int64
	lane   int
	number int
}

func (p spot) id() int64 {
	return (p.slot<<laneBits|int64(p.lane))<<numberBits | int64(p.number)
}

// spotOf is where the point of an id was first put.
func spotOf(id int64) spot {
	return spot{slot: id >> (laneBits + numberBits), lane: int(id >> numberBits & (maxLanes - 1)), number: int(id & (1<<numberBits - 1))}
}

// chunk is the points of one slot of one lane.
type chunk struct {
	slot   int64
	lane   int
	next   int           // number of the next point
	points []kept        // by At, then number
	moved  map[int]int64 // points that were put elsewhere: by number, the id of the new place
}

// kept is a point in its chunk. One that was moved here has an id of its own
// from where it was first.
type kept struct {
	Point
	number int
}

// encode writes a chunk as an item: a version, the next number, what moved
// away, then each point: its number, seconds after the slot's beginning,
// counter, the id it keeps from elsewhere (0: none), value.
func (c *chunk) encode() []byte {
	out := binary.AppendUvarint([]byte{codecVersion}, uint64(c.next))
	out = binary.AppendUvarint(out, uint64(len(c.moved)))
	numbers := make([]int, 0, len(c.moved))
	for n := range c.moved {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	for _, n := range numbers {
		out = binary.AppendUvarint(binary.AppendUvarint(out, uint64(n)), uint64(c.moved[n]))
	}
	from := slotStart(c.slot).Unix()
	for _, p := range c.points {
		out = binary.AppendUvarint(out, uint64(p.number))
		out = binary.AppendUvarint(out, uint64(p.At.Unix()-from))
		out = binary.AppendUvarint(out, uint64(p.Counter))
		own := spot{c.slot, c.lane, p.number}.id()
		if p.ID == own {
			own = 0
		} else {
			own = p.ID
		}
		out = binary.AppendUvarint(out, uint64(own))
		out = appendFloat(out, p.Value)
	}
	return out
}

// decodeChunk reads what encode wrote; no item is an empty chunk.
func decodeChunk(value []byte, slot int64, lane int) (*chunk, error) {
	c := &chunk{slot: slot, lane: lane, moved: map[int]int64{}}
	if value == nil {
		return c, nil
	}
	d := byteReader{b: value}
	if d.byte() != codecVersion {
		return nil, errMetricCodec
	}
	c.next = int(d.number())
	for range min(d.number(), uint64(len(d.b))) {
		n := int(d.number())
		c.moved[n] = int64(d.number())
	}
	from := slotStart(slot)
	const least = 12 // bytes of a point
	c.points = make([]kept, 0, len(d.b)/least+1)
	for len(d.b) > 0 {
		p := kept{number: int(d.number())}
		after := d.number()
		if after >= uint64(slotTime/time.Second) {
			return nil, errMetricCodec
		}
		p.At = from.Add(time.Duration(after) * time.Second)
		p.Counter = int(d.number())
		if p.ID = int64(d.number()); p.ID == 0 {
			p.ID = spot{slot, lane, p.number}.id()
		}
		p.Value = d.float()
		c.points = append(c.points, p)
	}
	if d.bad {
		return nil, errMetricCodec
	}
	return c, nil
}

// put adds a point and says where it is. An id of 0 is that of the place.
func (c *chunk) put(p Point) kept {
	k := kept{p, c.next}
	c.next++
	if k.ID == 0 {
		k.ID = spot{c.slot, c.lane, k.number}.id()
	}
	c.restore(k)
	return k
}

func compareKept(a, b kept) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.number, b.number)) }

// find is the index of a point by its number, -1 when it is not there.
func (c *chunk) find(number int) int {
	return slices.IndexFunc(c.points, func(k kept) bool { return k.number == number })
}

// takes reports whether there is room for n more points.
func (c *chunk) takes(n int) bool {
	return len(c.points)+len(c.moved)+n <= maxPoints && c.next+n < 1<<numberBits
}

// minutes are what the points of each minute of the slot come to.
func (c *chunk) minutes() (all [slotTime / time.Minute]Bucket) {
	from := slotStart(c.slot)
	for _, p := range c.points {
		n := p.At.Sub(from) / time.Minute
		all[n] = all[n].add(bucketOf(p.Point))
	}
	return all
}

// restore puts a point with a number of its own into its place.
func (c *chunk) restore(k kept) {
	at, _ := slices.BinarySearchFunc(c.points, k, compareKept)
	c.points = slices.Insert(c.points, at, k)
}
