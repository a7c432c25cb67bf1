# Frozen matrices brought from few bits into the compute type (Dettmers et al. 2023).

# Scales that are in eight bits themselves: scales holds their mean, then the largest distance from it in every 256; map [256,1] what a code stands for.
def scales_of(self: __torch__.K, codes: Tensor, scales: Tensor, map: Tensor) -> Tensor:
  far = torch.view(torch.embedding(map, torch.to(codes, 3)), [-1, 256])
  groups = torch.narrow(scales, 0, 1, torch.size(scales, 0) - 1)
  return torch.view(torch.add(torch.mul(far, torch.unsqueeze(groups, 1)), torch.narrow(scales, 0, 0, 1)), [-1])

# Where values go: room, or a new place of n if that is empty.
def place(self: __torch__.K, room: Tensor, n: int) -> Tensor:
  if torch.numel(room) == 0:
    out = torch.new_empty(room, [n])
  else:
    out = room
  return out

# Four codes of four bits in every int16, looked up at once in table [65536,4], times the scale of each 64; in pieces, so that little is alive besides.
def four_bit(self: __torch__.K, codes: Tensor, scales: Tensor, table: Tensor, shape: Tensor, room: Tensor) -> Tensor:
  n = torch.size(codes, 0)
  by = torch.unsqueeze(torch.type_as(scales, table), 1)
  flat = (self).place(room, 4 * n)
  out = torch.view(flat, [n, 4])
  start = 0
  while start < n:
    count = 1048576
    if start + count > n:
      count = n - start
    o = torch.narrow(out, 0, start, count)
    _0 = torch.index_select(table, 0, torch.add_(torch.to(torch.narrow(codes, 0, start, count), 3), 32768), out=o)
    _1 = torch.mul_(torch.view(o, [-1, 64]), torch.narrow(by, 0, start // 16, count // 16))
    start = start + count
  rows = int(torch.select(shape, 0, 0))
  columns = int(torch.select(shape, 0, 1))
  return torch.view(torch.narrow(flat, 0, 0, rows * columns), [rows, columns])

def four_bit_twice(self: __torch__.K, codes: Tensor, absmax: Tensor, scales: Tensor, map: Tensor, table: Tensor, shape: Tensor, room: Tensor) -> Tensor:
  return (self).four_bit(codes, (self).scales_of(absmax, scales, map), table, shape, room)

# codes [rows,columns] of int8, one scale a row.
def eight_bit(self: __torch__.K, codes: Tensor, scales: Tensor, room: Tensor) -> Tensor:
  out = torch.view((self).place(room, torch.numel(codes)), [torch.size(codes, 0), torch.size(codes, 1)])
  _0 = torch.copy_(out, codes)
  return torch.mul_(out, torch.unsqueeze(torch.type_as(scales, out), 1))

# A table is a matrix [V,H] read by rows, an embedding or the output matrix: e holds it alone, or its codes of int8 and the scale of each row [V], in the compute type.

def scaled(self: __torch__.K, codes: Tensor, scales: Tensor) -> Tensor:
  return torch.mul(torch.type_as(codes, scales), torch.unsqueeze(scales, 1))

def picked_rows(self: __torch__.K, ids: Tensor, e: List[Tensor]) -> Tensor:
  rows = torch.index_select(e[0], 0, ids)
  if len(e) > 1:
    rows = (self).scaled(rows, torch.index_select(e[1], 0, ids))
  return rows

# Where pieces that are computed with at once begin, and the last one ends: one piece, but of int8, whose rows have to be made, many.
def table_bounds(self: __torch__.K, e: List[Tensor]) -> List[int]:
  step = torch.size(e[0], 0)
  if len(e) > 1:
    step = (self).piece(e[0])
  return (self).bounds(torch.size(e[0], 0), step)

def table_rows(self: __torch__.K, e: List[Tensor], start: int, n: int) -> Tensor:
  rows = torch.narrow(e[0], 0, start, n)
  if len(e) > 1:
    rows = (self).scaled(rows, torch.narrow(e[1], 0, start, n))
  return rows

# Scores y [N,V] = x [N,H] e^T in float32, x in the working type.
def table_scores(self: __torch__.K, y: Tensor, x: Tensor, e: List[Tensor]) -> Tensor:
  ends = (self).table_bounds(e)
  for i in range(len(ends) - 1):
    n = ends[i + 1] - ends[i]
    _0 = (self).float_product(torch.narrow(y, 1, ends[i], n), x, (self).table_rows(e, ends[i], n))
  return y

# dx [N,H] = dy [N,V] e, both in the working type.
def table_scores_back(self: __torch__.K, dx: Tensor, dy: Tensor, e: List[Tensor]) -> Tensor:
  ends = (self).table_bounds(e)
  for i in range(len(ends) - 1):
    n = ends[i + 1] - ends[i]
    _0 = (self).product_back(dx, torch.narrow(dy, 1, ends[i], n), (self).table_rows(e, ends[i], n), i > 0)
  return dx

# The same for any network: ids [B,S]; x [1,N,H] or [B,1,H] to float32 scores; the scores' gradient to x's.
def embedding_int8(self: __torch__.K, ids: Tensor, codes: Tensor, scales: Tensor) -> Tensor:
  return torch.view((self).picked_rows(torch.reshape(ids, [-1]), [codes, scales]), [torch.size(ids, 0), torch.size(ids, 1), torch.size(codes, 1)])

def head_scores(self: __torch__.K, x: Tensor, e: List[Tensor]) -> Tensor:
  if len(e) == 1 and (self).few(x):
    y = (self).scores_of(x, e[0])
  else:
    flat = (self).working(torch.view(x, [-1, torch.size(x, 2)]))
    y = (self).table_scores(torch.new_empty(flat, [torch.size(flat, 0), torch.size(e[0], 0)], dtype=6), flat, e)
  return torch.view(y, [torch.size(x, 0), torch.size(x, 1), -1])

def head_scores_back(self: __torch__.K, dy: Tensor, x: Tensor, e: List[Tensor]) -> Tensor:
  flat = (self).working(torch.view(x, [-1, torch.size(x, 2)]))
  dx = (self).table_scores_back(torch.empty_like(flat), torch.type_as(torch.view(dy, [torch.size(flat, 0), -1]), flat), e)
  return torch.type_as(torch.view_as(dx, x), x)
