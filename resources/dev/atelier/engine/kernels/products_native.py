# Products with a matrix w [out,in] in the type it is stored in: for float32, and where the processor multiplies the type.

# What a block computes in.
def working(self: __torch__.K, x: Tensor) -> Tensor:
  return x

# The same in a room, if it has to be made: never here.
def working_in(self: __torch__.K, x: Tensor, room: Tensor) -> Tensor:
  return x

# Where a value of the working type is made that is kept in x: x itself; store then has nothing to do.
def room_for(self: __torch__.K, x: Tensor, room: Tensor) -> Tensor:
  return x

def store(self: __torch__.K, x: Tensor, y: Tensor) -> Tensor:
  return x

# y [T,out] = x [T,in] w^T
def product(self: __torch__.K, y: Tensor, x: Tensor, w: Tensor) -> Tensor:
  return torch.mm(x, torch.t(w), out=y)

# The same in float32.
def float_product(self: __torch__.K, y: Tensor, x: Tensor, w: Tensor) -> Tensor:
  if ops.prim.dtype(x) == 6:
    z = torch.mm(x, torch.t(w), out=y)
  else:
    z = torch.copy_(y, torch.mm(x, torch.t(w)))
  return z

# dx [T,in] = dy [T,out] w, or added to it.
def product_back(self: __torch__.K, dx: Tensor, dy: Tensor, w: Tensor, add: bool) -> Tensor:
  if add:
    y = torch.addmm_(dx, dy, w)
  else:
    y = torch.mm(dy, w, out=dx)
  return y

# x [..,in] w^T, for autograd and generation.
def fast_linear(self: __torch__.K, x: Tensor, w: Tensor) -> Tensor:
  return torch.linear(x, w)
