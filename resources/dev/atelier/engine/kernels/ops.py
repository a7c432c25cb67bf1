# The operators of a transformer, each differentiable by autograd, on any device: what the reference blocks and generation are made of.
# B sequences, S positions, N heads of width d; scalars come as tensors so that one text serves both ways of calling.

# Every function that PyTorch leaves to MKL's vector library, for a thread that is alone: at the first call of each MKL looks for the best code, and another thread that
# calls meanwhile is given a coarse one, wrong by 1e-4, for that once (PyTorch's issue 188792). x: one value.
def first_calls(self: __torch__.K, x: Tensor) -> Tensor:
  return torch.add(torch.add(torch.exp(x), torch.sqrt(x)), torch.tanh(x))

# Where pieces of so many rows begin, and where the last one ends.
def bounds(self: __torch__.K, rows: int, step: int) -> List[int]:
  out = [0]
  end = 0
  while end < rows:
    end = end + step
    if end > rows:
      end = rows
    _0 = torch.append(out, end)
  return out

# Rows of a matrix that make a piece of it: a million values, but 64 rows at least.
def piece(self: __torch__.K, w: Tensor) -> int:
  n = 1048576 // torch.size(w, 1)
  if n < 64:
    n = 64
  return n

# Whether reading a matrix takes longer than multiplying x by it.
def few(self: __torch__.K, x: Tensor) -> bool:
  return torch.numel(x) < 16 * torch.size(x, -1)

def rms_norm(self: __torch__.K, x: Tensor, w: Tensor, eps: Tensor) -> Tensor:
  h = torch.to(x, 6)
  y = torch.mul(h, torch.rsqrt(torch.add(torch.mean(torch.mul(h, h), [-1], True), eps)))
  return torch.mul(torch.type_as(y, x), w)

def rms_norm_plus_one(self: __torch__.K, x: Tensor, w: Tensor, eps: Tensor) -> Tensor:
  h = torch.to(x, 6)
  y = torch.mul(h, torch.rsqrt(torch.add(torch.mean(torch.mul(h, h), [-1], True), eps)))
  return torch.type_as(torch.mul(y, torch.add(torch.to(w, 6), 1.)), x)

def layer_norm(self: __torch__.K, x: Tensor, w: Tensor, b: Tensor, eps: Tensor) -> Tensor:
  return torch.layer_norm(x, [torch.size(x, -1)], w, b, float(eps), True)

def linear(self: __torch__.K, x: Tensor, w: Tensor) -> Tensor:
  return (self).fast_linear(x, w)

def lora_linear(self: __torch__.K, x: Tensor, w: Tensor, seen: Tensor, a: Tensor, b: Tensor, scale: Tensor) -> Tensor:
  u = torch.linear(seen, torch.type_as(a, x))
  return torch.add((self).fast_linear(x, w), torch.linear(u, torch.type_as(torch.mul(b, scale), x)))

# Liu et al. 2024: the rows of W + scale B A, brought to the lengths m; the lengths they have are taken as constants (section 4.3).
def dora_linear(self: __torch__.K, x: Tensor, w: Tensor, seen: Tensor, a: Tensor, b: Tensor, scale: Tensor, m: Tensor) -> Tensor:
  own = torch.detach(torch.add(torch.to(w, 6), torch.matmul(torch.mul(b, scale), a)))
  share = torch.div(m, torch.linalg_vector_norm(own, 2, [1], False, dtype=None))
  u = torch.linear(seen, torch.type_as(a, x))
  more = torch.mul(torch.linear(u, torch.type_as(torch.mul(b, scale), x)), torch.type_as(share, x))
  turned = torch.mul(torch.linear(seen, w), torch.type_as(torch.sub(share, 1.), x))
  return torch.add(torch.add(torch.linear(x, w), turned), more)

def dropout(self: __torch__.K, x: Tensor, p: Tensor) -> Tensor:
  return torch.dropout(x, float(p), True)

def heads(self: __torch__.K, x: Tensor, d: Tensor) -> Tensor:
  return torch.reshape(x, [torch.size(x, 0), torch.size(x, 1), -1, int(d)])

def turned_by(self: __torch__.K, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
  x1, x2, = torch.chunk(x, 2, -1)
  turned = torch.cat([torch.neg(x2), x1], -1)
  return torch.add(torch.mul(x, cos), torch.mul(turned, sin))

def rope(self: __torch__.K, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
  r = torch.size(cos, -1)
  d = torch.size(x, -1)
  if r == d:
    y = (self).turned_by(x, cos, sin)
  else:
    y = torch.cat([(self).turned_by(torch.narrow(x, -1, 0, r), cos, sin), torch.narrow(x, -1, r, d - r)], -1)
  return y

def wide(self: __torch__.K, x: Tensor, heads: int) -> Tensor:
  n = torch.size(x, 2)
  y = torch.expand(torch.unsqueeze(x, 3), [torch.size(x, 0), torch.size(x, 1), n, heads // n, torch.size(x, 3)])
  return torch.transpose(torch.reshape(y, [torch.size(x, 0), torch.size(x, 1), heads, torch.size(x, 3)]), 1, 2)

# q k v [B,heads,S,d]; mask of minus infinity and 0, or empty. cap c: scores become c tanh(scores / c).
def scored(self: __torch__.K, q: Tensor, k: Tensor, v: Tensor, mask: Tensor, scale: float, cap: float, causal: bool) -> Tensor:
  if cap > 0.:
    s = torch.mul(torch.to(torch.matmul(q, torch.transpose(k, 2, 3)), 6), scale)
    s1 = torch.add(torch.mul(torch.tanh(torch.div(s, cap)), cap), mask)
    o = torch.matmul(torch.type_as(torch.softmax(s1, -1), v), v)
  else:
    if torch.numel(mask) > 0:
      o = torch.scaled_dot_product_attention(q, k, v, mask, 0., False, scale=scale)
    else:
      o = torch.scaled_dot_product_attention(q, k, v, None, 0., causal, scale=scale)
  return o

# What a position may not see: those behind it, and those that lie window or more before it.
def unseen(self: __torch__.K, q: Tensor, cap: float, window: int) -> Tensor:
  s = torch.size(q, 2)
  none = torch.new_full(q, [s, s], -inf)
  if window > 0 and s > window:
    mask = torch.add(torch.triu(none, 1), torch.tril(none, 0 - window))
  else:
    if cap > 0.:
      mask = torch.triu(none, 1)
    else:
      mask = torch.new_empty(q, [0])
  return mask

def one_length(self: __torch__.K, q: Tensor, k: Tensor, v: Tensor, batch: int, options: Tensor) -> Tensor:
  heads = torch.size(q, 2)
  d = torch.size(q, 3)
  kv = torch.size(k, 2)
  n = torch.size(q, 1) // batch
  qs = torch.transpose(torch.reshape(q, [batch, n, heads, d]), 1, 2)
  ks = (self).wide(torch.reshape(k, [batch, n, kv, d]), heads)
  vs = (self).wide(torch.reshape(v, [batch, n, kv, d]), heads)
  cap = float(torch.select(options, 0, 1))
  mask = (self).unseen(qs, cap, int(torch.select(options, 0, 2)))
  o = (self).scored(qs, ks, vs, mask, float(torch.select(options, 0, 0)), cap, float(torch.select(options, 0, 3)) > 0.)
  return torch.reshape(torch.transpose(o, 1, 2), [1, batch * n, heads * d])

# Sequences one after another: q [1,T,heads,d], k v [1,T,kv heads,d]; options: scale, cap, window, whether causal.
def packed_attention(self: __torch__.K, q: Tensor, k: Tensor, v: Tensor, lengths: Tensor, options: Tensor) -> Tensor:
  count = torch.size(lengths, 0)
  if int(torch.sum(torch.ne(lengths, torch.select(lengths, 0, 0)))) == 0:
    y = (self).one_length(q, k, v, count, options)
  else:
    outs = annotate(List[Tensor], [])
    start = 0
    for i in range(count):
      n = int(torch.select(lengths, 0, i))
      o = (self).one_length(torch.narrow(q, 1, start, n), torch.narrow(k, 1, start, n), torch.narrow(v, 1, start, n), 1, options)
      _0 = torch.append(outs, o)
      start = start + n
    y = torch.cat(outs, 1)
  return y

# The cache is read where it lies, without a copy for every query head: of one new position, the heads that share keys and values are laid along the
# positions' dimension; of several, they are computed one after another.
def cached_attention(self: __torch__.K, q: Tensor, k: Tensor, v: Tensor, keys: Tensor, values: Tensor, start: Tensor, mask: Tensor, options: Tensor) -> Tensor:
  at = int(start)
  b = torch.size(q, 0)
  s = torch.size(k, 1)
  n = torch.size(k, 2)
  d = torch.size(q, 3)
  _0 = torch.copy_(torch.narrow(keys, 1, at, s), k)
  _1 = torch.copy_(torch.narrow(values, 1, at, s), v)
  ks = torch.transpose(torch.narrow(keys, 1, 0, at + s), 1, 2)
  vs = torch.transpose(torch.narrow(values, 1, 0, at + s), 1, 2)
  scale = float(torch.select(options, 0, 0))
  cap = float(torch.select(options, 0, 1))
  if s == 1:
    y = (self).scored(torch.reshape(q, [b, n, -1, d]), ks, vs, mask, scale, cap, False)
  else:
    groups = torch.reshape(q, [b, s, n, -1, d])
    outs = annotate(List[Tensor], [])
    for i in range(torch.size(groups, 3)):
      o = (self).scored(torch.transpose(torch.select(groups, 3, i), 1, 2), ks, vs, mask, scale, cap, False)
      _2 = torch.append(outs, torch.transpose(o, 1, 2))
    y = torch.stack(outs, 3)
  return torch.reshape(y, [b, s, -1])

def silu(self: __torch__.K, x: Tensor) -> Tensor:
  return torch.silu(x)

def gelu(self: __torch__.K, x: Tensor) -> Tensor:
  return torch.gelu(x)

def gelu_tanh(self: __torch__.K, x: Tensor) -> Tensor:
  return torch.gelu(x, approximate="tanh")

def relu(self: __torch__.K, x: Tensor) -> Tensor:
  return torch.relu(x)

def tanh(self: __torch__.K, x: Tensor) -> Tensor:
  return torch.tanh(x)

def add(self: __torch__.K, x: Tensor, y: Tensor) -> Tensor:
  return torch.add(x, y)

def multiply(self: __torch__.K, x: Tensor, y: Tensor) -> Tensor:
  return torch.mul(x, y)

def scale(self: __torch__.K, x: Tensor, by: Tensor) -> Tensor:
  return torch.mul(x, torch.type_as(by, x))

def cap(self: __torch__.K, x: Tensor, c: Tensor) -> Tensor:
  return torch.mul(torch.tanh(torch.div(x, c)), c)

def embedding(self: __torch__.K, ids: Tensor, e: Tensor) -> Tensor:
  return torch.embedding(e, ids)

def row(self: __torch__.K, i: Tensor, e: Tensor) -> Tensor:
  return torch.select(e, 0, int(i))

def rows(self: __torch__.K, x: Tensor, rows: Tensor) -> Tensor:
  return torch.index_select(x, 1, rows)

def columns_of(self: __torch__.K, x: Tensor, start: Tensor, count: Tensor) -> Tensor:
  return torch.narrow(x, -1, int(start), int(count))

def scores_of(self: __torch__.K, x: Tensor, e: Tensor) -> Tensor:
  return torch.to((self).fast_linear(x, e), 6)

def float32(self: __torch__.K, x: Tensor) -> Tensor:
  return torch.to(x, 6)

def same_type(self: __torch__.K, x: Tensor, like: Tensor) -> Tensor:
  return torch.type_as(x, like)

def last(self: __torch__.K, x: Tensor) -> Tensor:
  return torch.narrow(x, 1, torch.size(x, 1) - 1, 1)

def seed(self: __torch__.K, y: Tensor, gradient: Tensor) -> Tensor:
  return torch.sum(torch.mul(torch.to(y, 6), torch.to(gradient, 6)))

def weighted_nll(self: __torch__.K, logits: Tensor, y: Tensor, weights: Tensor) -> Tensor:
  z = torch.view(logits, [-1, torch.size(logits, -1)])
  each = torch.cross_entropy_loss(z, torch.view(y, [-1]), None, 0, -100, 0.)
  return torch.sum(torch.mul(each, torch.view(weights, [-1])))

def moved(self: __torch__.K, x: Tensor, like: Tensor) -> Tensor:
  return torch.to(x, like)

def as_type(self: __torch__.K, x: Tensor, dtype: Tensor) -> Tensor:
  return torch.to(x, int(dtype))

# A tensor of a mapped file, and the same as its transpose; called so that autograd may use the result.
def cut(self: __torch__.K, x: Tensor, offset: Tensor, shape: Tensor, like: Tensor) -> Tensor:
  dims = annotate(List[int], [])
  n = 1
  for i in range(torch.size(shape, 0)):
    d = int(torch.select(shape, 0, i))
    _0 = torch.append(dims, d)
    n = n * d
  return torch.to(torch.view(torch.narrow(x, 0, int(offset), n), dims), like)

# Room for a tensor, and values into its elements from a row-major index on; called so that autograd may use the result.
def space(self: __torch__.K, like: Tensor, shape: Tensor) -> Tensor:
  dims = annotate(List[int], [])
  for i in range(torch.size(shape, 0)):
    _0 = torch.append(dims, int(torch.select(shape, 0, i)))
  return torch.new_empty(like, dims)

def ones(self: __torch__.K, like: Tensor, shape: Tensor) -> Tensor:
  return torch.fill_((self).space(like, shape), 1)

# Normal, of standard deviation 0.02, as models are begun.
def noise(self: __torch__.K, like: Tensor, shape: Tensor) -> Tensor:
  return torch.normal_((self).space(like, shape), 0., 0.02)

def put(self: __torch__.K, x: Tensor, at: Tensor, values: Tensor) -> Tensor:
  return torch.copy_(torch.narrow(torch.view(x, [-1]), 0, int(at), torch.numel(values)), values)

def transposed(self: __torch__.K, x: Tensor) -> Tensor:
  return torch.t(x)

def prepared(self: __torch__.K, p: List[Tensor], scales: List[float], dtype: int) -> List[Tensor]:
  out = annotate(List[Tensor], [])
  for i in range(len(p)):
    if scales[i] == 1.:
      y = torch.to(p[i], dtype)
    else:
      y = torch.to(torch.mul(p[i], scales[i]), dtype)
    _0 = torch.append(out, y)
  return out

def room(self: __torch__.K, shape: List[int], like: Tensor) -> Tensor:
  return torch.new_zeros(like, shape)

def row_lengths(self: __torch__.K, w: Tensor) -> Tensor:
  return torch.linalg_vector_norm(torch.to(w, 6), 2, [1], False, dtype=None)

# A number that is 0 and through which autograd reaches x.
def nothing_of(self: __torch__.K, x: Tensor) -> Tensor:
  return torch.mul(torch.sum(torch.to(x, 6)), 0.)

def copied(self: __torch__.K, x: Tensor) -> Tensor:
  return torch.contiguous(torch.to(x, 6))

def stacked(self: __torch__.K, a: List[Tensor], dtype: int) -> Tensor:
  return torch.to(torch.cat(a, 0), dtype)

def part(self: __torch__.K, x: Tensor, start: int, rows: int) -> Tensor:
  return torch.narrow(x, 0, start, rows)

# Gradients g [1,N,H] of the positions rows [N] of dx [1,T,H].
def put_rows(self: __torch__.K, dx: Tensor, rows: Tensor, g: Tensor) -> Tensor:
  return torch.index_copy_(dx, 1, rows, torch.type_as(g, dx))

def zeros_as(self: __torch__.K, x: Tensor) -> Tensor:
  return torch.zeros_like(x)
