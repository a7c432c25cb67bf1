# Products with a matrix w [out,in] in float32, whatever it is stored in: for processors that do not multiply bf16 (five times as fast there). Some rows at
# a time are brought into float32, so that the products find them in the cache and no matrix is ever held twice.

# What a block computes in.
def working(self: __torch__.K, x: Tensor) -> Tensor:
  return torch.to(x, 6)

# The same in a room of its shape, if it has to be made.
def working_in(self: __torch__.K, x: Tensor, room: Tensor) -> Tensor:
  if ops.prim.dtype(x) == 6:
    y = x
  else:
    y = torch.copy_(torch.view_as(room, x), x)
  return y

# Where a value of the working type is made that is kept in x, and the way it gets there.
def room_for(self: __torch__.K, x: Tensor, room: Tensor) -> Tensor:
  if ops.prim.dtype(x) == 6:
    y = x
  else:
    y = torch.view_as(room, x)
  return y

def store(self: __torch__.K, x: Tensor, y: Tensor) -> Tensor:
  return torch.copy_(x, y)

def rows_at_once(self: __torch__.K, w: Tensor) -> int:
  n = torch.size(w, 0)
  if ops.prim.dtype(w) != 6:
    n = (self).piece(w)
  return n

# y [T,out] = x [T,in] w^T
def product(self: __torch__.K, y: Tensor, x: Tensor, w: Tensor) -> Tensor:
  ends = (self).bounds(torch.size(w, 0), (self).rows_at_once(w))
  for i in range(len(ends) - 1):
    start = ends[i]
    n = ends[i + 1] - start
    _0 = torch.mm(x, torch.t(torch.to(torch.narrow(w, 0, start, n), 6)), out=torch.narrow(y, 1, start, n))
  return y

# The same in float32 whatever x is.
def float_product(self: __torch__.K, y: Tensor, x: Tensor, w: Tensor) -> Tensor:
  return (self).product(y, x, w)

# dx [T,in] = dy [T,out] w, or added to it.
def product_back(self: __torch__.K, dx: Tensor, dy: Tensor, w: Tensor, add: bool) -> Tensor:
  ends = (self).bounds(torch.size(w, 0), (self).rows_at_once(w))
  for i in range(len(ends) - 1):
    start = ends[i]
    n = ends[i + 1] - start
    part = torch.narrow(dy, 1, start, n)
    wide = torch.to(torch.narrow(w, 0, start, n), 6)
    if add or start > 0:
      _0 = torch.addmm_(dx, part, wide)
    else:
      _1 = torch.mm(part, wide, out=dx)
  return dx

# x [..,in] w^T, for autograd and generation; a few rows are limited by reading w, and stay in its type.
def fast_linear(self: __torch__.K, x: Tensor, w: Tensor) -> Tensor:
  if ops.prim.dtype(w) == 6 or (self).few(x):
    y = torch.linear(x, w)
  else:
    y = torch.type_as(torch.linear(torch.to(x, 6), torch.to(w, 6)), x)
  return y
