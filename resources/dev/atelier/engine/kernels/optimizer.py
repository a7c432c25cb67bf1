# Gradient sums, their norm, and what optimizers do with them.

def put_scaled(self: __torch__.K, sums: List[Tensor], g: List[Tensor], scales: List[float]) -> Tensor:
  for i in range(len(sums)):
    _0 = torch.copy_(sums[i], g[i])
    if scales[i] != 1.:
      _1 = torch.mul_(sums[i], scales[i])
  return sums[0]

def accumulate(self: __torch__.K, sums: List[Tensor], g: List[Tensor], scales: List[float]) -> Tensor:
  for i in range(len(sums)):
    _0 = torch.add_(sums[i], g[i], alpha=scales[i])
  return sums[0]

def norm(self: __torch__.K, g: List[Tensor]) -> Tensor:
  total = torch.zeros_like(torch.sum(g[0]))
  for i in range(len(g)):
    n = torch.linalg_vector_norm(g[i], 2, None, False, dtype=None)
    total = torch.add(total, torch.mul(n, n))
  return torch.sqrt(total)

# Gradients scaled in place.
def shortened(self: __torch__.K, g: List[Tensor], by: float) -> Tensor:
  for i in range(len(g)):
    _0 = torch.mul_(g[i], by)
  return g[0]

def filled(self: __torch__.K, x: Tensor, values: Tensor) -> Tensor:
  return torch.copy_(x, values)

# AdamW (Loshchilov & Hutter 2019) over all parameters in one call; m and v are its moments, t the number of updates.
def adamw(self: __torch__.K, p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], t: List[Tensor], lr: float, beta1: float, beta2: float, decay: float, eps: float) -> Tensor:
  for i in range(len(t)):
    _1 = torch.add_(t[i], 1)
  _2 = torch._fused_adamw_(p, g, m, v, annotate(List[Tensor], []), t, lr=lr, beta1=beta1, beta2=beta2, weight_decay=decay, eps=eps, amsgrad=False, maximize=False)
  return t[0]

# Some of a state [codes [n] uint8, scales [n/256], map [256], bounds [256], lowest [4097] int32]: blocks of so many values from a place on, to float32 [blocks,width].
def block_values(self: __torch__.K, state: List[Tensor], start: int, blocks: int, width: int) -> Tensor:
  codes = torch.narrow(state[0], 0, start, blocks * width)
  values = torch.view(torch.index_select(state[2], 0, torch.to(codes, 3)), [blocks, width])
  return torch.mul_(values, torch.unsqueeze(torch.narrow(state[1], 0, start // 256, blocks), 1))

# The way back: each block's largest magnitude, and the codes of what is nearest to its values over that: by their eighth roots, then one comparison.
def keep_blocks(self: __torch__.K, state: List[Tensor], x: Tensor, start: int) -> Tensor:
  blocks = torch.size(x, 0)
  n = blocks * torch.size(x, 1)
  size = torch.abs(x)
  scales = torch.narrow(state[1], 0, start // 256, blocks)
  _0 = torch.copy_(scales, torch.amax(size, [1], False))
  by = torch.unsqueeze(torch.clamp_min(scales, 1e-37), 1)
  root = torch.copysign(torch.sqrt_(torch.sqrt_(torch.sqrt_(torch.div_(size, by)))), x)
  code = torch.index_select(state[4], 0, torch.view(torch.to(torch.add_(torch.mul_(root, 2048.), 2048.), 3), [-1]))
  more = torch.gt(torch.view(torch.div_(x, by), [-1]), torch.index_select(state[3], 0, code))
  return torch.add_(torch.copy_(torch.narrow(state[0], 0, start, n), code), more)

# AdamW on one parameter whose moments m and v are such states, in pieces so that little is alive besides; the last block may be shorter.
# rate = lr / (1 - beta1^t), root = sqrt(1 - beta2^t), keep = 1 - lr decay.
def adamw_8bit(self: __torch__.K, p: Tensor, g: Tensor, m: List[Tensor], v: List[Tensor], rate: float, root: float, beta1: float, beta2: float, keep: float, eps: float) -> Tensor:
  values = torch.view(p, [-1])
  gradients = torch.reshape(g, [-1])
  n = torch.numel(p)
  whole = n // 256 * 256
  start = 0
  while start < n:
    width = 256
    count = 262144
    if start + count > whole:
      count = whole - start
    if count == 0:
      width = n - whole
      count = width
    blocks = count // width
    piece = torch.view(torch.narrow(gradients, 0, start, count), [blocks, width])
    mean = torch.add_(torch.mul_((self).block_values(m, start, blocks, width), beta1), piece, alpha=1. - beta1)
    square = torch.addcmul_(torch.mul_((self).block_values(v, start, blocks, width), beta2), piece, piece, value=1. - beta2)
    x = torch.view(torch.narrow(values, 0, start, count), [blocks, width])
    _0 = torch.addcdiv_(torch.mul_(x, keep), mean, torch.add_(torch.div_(torch.sqrt(square), root), eps), value=-rate)
    _1 = (self).keep_blocks(m, mean, start)
    _2 = (self).keep_blocks(v, square, start)
    start = start + count
  return p

# Gradient descent, and with momentum (Polyak 1964) as torch.optim.SGD has it; the decay is part of the gradient.
def sgd(self: __torch__.K, p: List[Tensor], g: List[Tensor], lr: float, decay: float) -> Tensor:
  for i in range(len(p)):
    _0 = torch.add_(torch.mul_(p[i], 1. - lr * decay), g[i], alpha=-lr)
  return p[0]

def momentum(self: __torch__.K, p: List[Tensor], g: List[Tensor], b: List[Tensor], lr: float, decay: float, momentum: float) -> Tensor:
  for i in range(len(p)):
    _0 = torch.add_(torch.add_(torch.mul_(b[i], momentum), g[i]), p[i], alpha=decay)
    _1 = torch.add_(p[i], b[i], alpha=-lr)
  return p[0]
