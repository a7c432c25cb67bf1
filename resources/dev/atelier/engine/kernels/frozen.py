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
