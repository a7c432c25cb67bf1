# A Llama block with LoRA, forward and backward written by hand (Touvron et al. 2023; Hu et al. 2021). T tokens, width H, inner width I.
#   w: input norm [H], q k v o, post norm [H], gate up down, each [out,in], in the compute dtype.
#   l: A of q,k,v on top of each other [rq+rk+rv,H], Bq Bk Bv, A of o, Bo, A of gate,up, Bg Bu, A of down, Bd; each B [out,r] already scaled by alpha/r.
# Stored in x's type, computed in the working type (products_*.py); l is in the latter. A rank of 0 is a matrix without an adapter. Kept for the way back (z): r1 q k v o lse x1 r2 g u and the products with A.

def rstd(self: __torch__.K, x: Tensor, eps: float) -> Tensor:
  n = torch.linalg_vector_norm(x, 2, [-1], True, dtype=6)
  return torch.rsqrt(torch.add(torch.div(torch.mul(n, n), torch.size(x, -1)), eps))

# In room, which may be x's.
def norm_forward(self: __torch__.K, x: Tensor, r: Tensor, w: Tensor, room: Tensor) -> Tensor:
  return torch.mul_(torch.mul(x, torch.type_as(r, x), out=room), w)

# In place of dy; n and p are room for two more, n may be x's.
def norm_backward(self: __torch__.K, dy: Tensor, x: Tensor, r: Tensor, w: Tensor, n: Tensor, p: Tensor) -> Tensor:
  rb = torch.type_as(r, x)
  _0 = torch.mul(x, rb, out=n)
  dn = torch.mul_(dy, w)
  c = torch.neg(torch.mean(torch.mul(dn, n, out=p), [-1], True, dtype=6))
  return torch.mul_(torch.addcmul_(dn, n, torch.type_as(c, dn)), rb)

def norm_weight_gradient(self: __torch__.K, dy: Tensor, x: Tensor, r: Tensor, room: Tensor) -> Tensor:
  return torch.sum(torch.mul_(torch.mul(x, torch.type_as(r, x), out=room), dy), [0], False, dtype=6)

# y = x turned by the angles of its position; y may not be x.
def rotate(self: __torch__.K, y: Tensor, x: Tensor, c: Tensor, s: Tensor) -> Tensor:
  x1, x2, = torch.chunk(x, 2, -1)
  _2 = torch.mul(x, c, out=y)
  y1, y2, = torch.chunk(y, 2, -1)
  _0 = torch.addcmul_(y1, x2, s, value=-1.)
  _1 = torch.addcmul_(y2, x1, s)
  return y

def masked(self: __torch__.K, x: Tensor, mask: Tensor) -> Tensor:
  if torch.numel(mask) > 0:
    y = torch.mul(x, mask)
  else:
    y = x
  return y

def masks(self: __torch__.K, x: Tensor, w: List[Tensor], p: float) -> List[Tensor]:
  out = annotate(List[Tensor], [])
  widths = [torch.size(w[1], 1), torch.size(w[4], 1), torch.size(w[6], 1), torch.size(w[8], 1)]
  for i in range(4):
    if p > 0.:
      keep = torch.new_full(x, [torch.size(x, 0), widths[i]], 1. - p)
      _0 = torch.append(out, torch.div_(torch.bernoulli(keep), 1. - p))
    else:
      _1 = torch.append(out, torch.new_empty(x, [0]))
  return out

# y = h (W + B A)^T
def adapt(self: __torch__.K, y: Tensor, h: Tensor, w: Tensor, u: Tensor, b: Tensor) -> Tensor:
  _0 = (self).product(y, h, w)
  if torch.size(b, 1) > 0:
    _1 = torch.addmm_(y, u, torch.t(b))
  return y

def columns(self: __torch__.K, u: Tensor, start: int, b: Tensor) -> Tensor:
  return torch.narrow(u, 1, start, torch.size(b, 1))

def flat(self: __torch__.K, x: Tensor) -> Tensor:
  return torch.view(x, [torch.size(x, 0), -1])

# Room for so many values of x's type, of float32 and of b's type.
def rooms(self: __torch__.K, x: Tensor, b: Tensor, sizes: List[int]) -> List[Tensor]:
  return [torch.new_empty(x, [sizes[0]]), torch.new_empty(x, [sizes[1]], dtype=6), torch.new_empty(b, [sizes[2]])]

# Arrays [T,width] that lie one behind another in a room, each beginning at a multiple of 32 values.
def cuts(self: __torch__.K, room: Tensor, at: int, t: int, widths: List[int]) -> List[Tensor]:
  out = annotate(List[Tensor], [])
  start = at
  for i in range(len(widths)):
    n = t * widths[i]
    _0 = torch.append(out, torch.view(torch.narrow(room, 0, start, n), [t, widths[i]]))
    start = start + (n + 31) // 32 * 32
  return out

# What T tokens keep of a block, cut from three rooms; d: width of a head; the widths are ActivationRoom's.
def kept(self: __torch__.K, rooms: List[Tensor], at: List[int], t: int, d: int, stored: List[int], floats: List[int], working: List[int]) -> List[Tensor]:
  q, k, v, o, x1, g, u, = (self).cuts(rooms[0], at[0], t, stored)
  r1, lse, r2, = (self).cuts(rooms[1], at[1], t, floats)
  uh, uo, ug, ud, = (self).cuts(rooms[2], at[2], t, working)
  return [r1, torch.view(q, [t, -1, d]), torch.view(k, [t, -1, d]), torch.view(v, [t, -1, d]), torch.view(o, [t, -1, d]), lse, x1, r2, g, u, uh, uo, ug, ud]

# Room t for T tokens at work, of the working type; what is named together in brackets is used at different times:
#   0 the gradient that goes back, 1 x or a normed state, 2 a norm's output, 3 the gradient of one, [4 silu(g), 5 f, 6 g or u, 7 u; 8 queries, 9 keys, 10 o, 11 q, 12 k, 13 v], 14 a chunk's logits in float32.
# y0 is where the output goes; without output only z is filled.
def block_forward(self: __torch__.K, y0: Tensor, output: bool, x0: Tensor, c: Tensor, s: Tensor, w: List[Tensor], l: List[Tensor], z: List[Tensor], t: List[Tensor], lengths: List[int], eps: float, p: float) -> Tensor:
  x = (self).working_in(x0, t[1])
  m = (self).masks(x, w, p)
  r1 = torch.copy_(z[0], (self).rstd(x, eps))
  h = (self).norm_forward(x, r1, (self).working(w[0]), t[2])
  uh = torch.mm((self).masked(h, m[0]), torch.t(l[0]), out=z[10])
  rq = torch.size(l[1], 1)
  rk = torch.size(l[2], 1)
  q = (self).room_for(z[1], t[11])
  k = (self).room_for(z[2], t[12])
  v = (self).room_for(z[3], t[13])
  _0 = (self).rotate(q, torch.view_as((self).adapt(t[8], h, w[1], (self).columns(uh, 0, l[1]), l[1]), q), c, s)
  a = torch.view(torch.narrow(torch.view(t[8], [-1]), 0, 0, torch.numel(k)), [torch.size(x, 0), -1])
  _1 = (self).rotate(k, torch.view_as((self).adapt(a, h, w[2], (self).columns(uh, rq, l[2]), l[2]), k), c, s)
  _2 = (self).adapt((self).flat(v), h, w[3], (self).columns(uh, rq + rk, l[3]), l[3])
  _3 = (self).store(z[1], q)
  _4 = (self).store(z[2], k)
  _5 = (self).store(z[3], v)
  o, lse, = (self).attend(q, k, v, lengths)
  _6 = torch.copy_(z[4], o)
  _7 = torch.copy_(z[5], lse)
  o1 = (self).flat(o)
  uo = torch.mm((self).masked(o1, m[1]), torch.t(l[4]), out=z[11])
  x1 = (self).room_for(z[6], t[3])
  _8 = torch.add_((self).adapt(x1, o1, w[4], uo, l[5]), x)
  _9 = (self).store(z[6], x1)
  r2 = torch.copy_(z[7], (self).rstd(x1, eps))
  h1 = (self).norm_forward(x1, r2, (self).working(w[5]), t[2])
  ug = torch.mm((self).masked(h1, m[2]), torch.t(l[6]), out=z[12])
  g = (self).adapt((self).room_for(z[8], t[6]), h1, w[6], (self).columns(ug, 0, l[7]), l[7])
  _10 = (self).store(z[8], g)
  f = torch.silu(g, out=t[5])
  u = (self).adapt((self).room_for(z[9], t[6]), h1, w[7], (self).columns(ug, torch.size(l[7], 1), l[8]), l[8])
  _11 = (self).store(z[9], u)
  _12 = torch.mul_(f, u)
  ud = torch.mm((self).masked(f, m[3]), torch.t(l[9]), out=z[13])
  if output:
    y = (self).room_for(y0, t[2])
    _13 = torch.add_((self).adapt(y, f, w[8], ud, l[10]), x1)
    _14 = (self).store(y0, y)
  return y0

def product_t(self: __torch__.K, a: Tensor, b: Tensor) -> Tensor:
  return torch.mm(torch.t(a), b)

def through(self: __torch__.K, dx: Tensor, t: Tensor, a: Tensor, mask: Tensor) -> Tensor:
  if torch.numel(mask) > 0:
    _0 = torch.add_(dx, torch.mul_(torch.mm(t, a), mask))
  else:
    if torch.size(t, 1) > 0:
      _1 = torch.addmm_(dx, t, a)
  return dx

# In t[0] the gradient of the block's output becomes that of its input; returns those of what is trained in it.
def block_backward(self: __torch__.K, x0: Tensor, c: Tensor, s: Tensor, w: List[Tensor], l: List[Tensor], z: List[Tensor], t: List[Tensor], lengths: List[int], p: float, full: bool) -> List[Tensor]:
  d = t[0]
  x1 = (self).working_in(z[6], t[1])
  r2 = z[7]
  m = (self).masks(d, w, p)
  g = (self).working_in(z[8], t[6])
  u = (self).working_in(z[9], t[7])
  sg = torch.silu(g, out=t[4])
  f = torch.mul(sg, u, out=t[5])
  td = torch.mm(d, l[10])
  dad = (self).product_t(td, (self).masked(f, m[3]))
  dbd = (self).product_t(d, z[13])
  weights = annotate(List[Tensor], [])
  if full:
    _0 = torch.append(weights, (self).product_t(d, f))
  df = (self).through((self).product_back(f, d, w[8], False), td, l[9], m[3])
  du = torch.mul_(sg, df)
  dg = torch.silu_backward(torch.mul_(df, u), g, grad_input=df)
  h1 = (self).norm_forward(x1, r2, (self).working(w[5]), t[2])
  tg = torch.cat([torch.mm(dg, l[7]), torch.mm(du, l[8])], 1)
  dag = (self).product_t(tg, (self).masked(h1, m[2]))
  dbg = (self).product_t(dg, (self).columns(z[12], 0, l[7]))
  dbu = (self).product_t(du, (self).columns(z[12], torch.size(l[7], 1), l[8]))
  dh1 = (self).through((self).product_back((self).product_back(t[3], dg, w[6], False), du, w[7], True), tg, l[6], m[2])
  if full:
    _1 = torch.append(weights, (self).product_t(du, h1))
    _2 = torch.append(weights, (self).product_t(dg, h1))
    _3 = torch.append(weights, (self).norm_weight_gradient(dh1, x1, r2, t[2]))
  _4 = torch.add_(d, (self).norm_backward(dh1, x1, r2, (self).working(w[5]), t[1], t[2]))
  o = (self).working_in(z[4], t[10])
  o1 = (self).flat(o)
  to = torch.mm(d, l[5])
  dao = (self).product_t(to, (self).masked(o1, m[1]))
  dbo = (self).product_t(d, z[11])
  if full:
    _5 = torch.append(weights, (self).product_t(d, o1))
  do = torch.view_as((self).through((self).product_back(t[8], d, w[4], False), to, l[4], m[1]), o)
  dq, dk, dv, = (self).attend_backward(do, (self).working_in(z[1], t[11]), (self).working_in(z[2], t[12]), (self).working_in(z[3], t[13]), o, z[5], lengths)
  ns = torch.neg(s)
  dq1 = (self).flat((self).rotate(do, dq, c, ns))
  dk1 = (self).flat((self).rotate(torch.view_as(t[9], dk), dk, c, ns))
  dv1 = torch.reshape(dv, [torch.size(d, 0), -1])
  x = (self).working_in(x0, t[1])
  r1 = z[0]
  h = (self).norm_forward(x, r1, (self).working(w[0]), t[2])
  rq = torch.size(l[1], 1)
  rk = torch.size(l[2], 1)
  th = torch.cat([torch.mm(dq1, l[1]), torch.mm(dk1, l[2]), torch.mm(dv1, l[3])], 1)
  dah = (self).product_t(th, (self).masked(h, m[0]))
  dbq = (self).product_t(dq1, (self).columns(z[10], 0, l[1]))
  dbk = (self).product_t(dk1, (self).columns(z[10], rq, l[2]))
  dbv = (self).product_t(dv1, (self).columns(z[10], rq + rk, l[3]))
  dh = (self).through((self).product_back((self).product_back((self).product_back(t[3], dq1, w[1], False), dk1, w[2], True), dv1, w[3], True), th, l[0], m[0])
  if full:
    dwd, dwu, dwg, dn2, dwo, = weights
    dwq = (self).product_t(dq1, h)
    dwk = (self).product_t(dk1, h)
    dwv = (self).product_t(dv1, h)
    y = [(self).norm_weight_gradient(dh, x, r1, t[2]), dwq, dwk, dwv, dwo, dn2, dwg, dwu, dwd]
  else:
    y = [dah, dbq, dbk, dbv, dao, dbo, dag, dbg, dbu, dad, dbd]
  _6 = torch.add_(d, (self).norm_backward(dh, x, r1, (self).working(w[0]), t[1], t[2]))
  return y

# e: a table (frozen.py).
def embed(self: __torch__.K, x: Tensor, ids: Tensor, e: List[Tensor]) -> Tensor:
  if len(e) > 1:
    y = torch.copy_(x, (self).picked_rows(ids, e))
  else:
    y = torch.index_select(e[0], 0, ids, out=x)
  return y

def embed_backward(self: __torch__.K, dx: Tensor, ids: Tensor, vocabulary: int) -> Tensor:
  return torch.embedding_dense_backward(torch.to(dx, 6), ids, vocabulary, -1, False)

# Cross-entropy of the rows that carry a loss weight; e is the output matrix as a table (frozen.py); in chunks so that only chunk x vocabulary logits are alive; the gradient is made in the same pass.
# rows [N] positions, y [N] next tokens, wt [N] weights already divided by their sum over the whole step. Returns [sum of wt * -log p, (norm, head gradients)]; x's gradient is in t[0].
def loss(self: __torch__.K, x0: Tensor, rows: Tensor, y: Tensor, wt: Tensor, n: Tensor, e: List[Tensor], t: List[Tensor], eps: float, chunk: int, full: bool, backward: bool) -> List[Tensor]:
  many = torch.size(rows, 0)
  x = (self).working_in(torch.index_select(x0, 0, rows), torch.narrow(t[1], 0, 0, many))
  nw = (self).working(n)
  r = (self).rstd(x, eps)
  h = (self).norm_forward(x, r, nw, torch.narrow(t[2], 0, 0, many))
  dh = torch.narrow(t[3], 0, 0, many)
  total = torch.zeros_like(torch.sum(wt))
  words = torch.size(e[0], 0)
  de = torch.new_empty(wt, [0])
  if full:
    de = torch.zeros_like(e[0], dtype=6)
  start = 0
  while start < many:
    size = chunk
    if start + chunk > many:
      size = many - start
    hc = torch.narrow(h, 0, start, size)
    yc = torch.unsqueeze(torch.narrow(y, 0, start, size), 1)
    wc = torch.narrow(wt, 0, start, size)
    scores = (self).table_scores(torch.view(torch.narrow(t[14], 1, 0, size * words), [size, words]), hc, e)
    lp = torch._log_softmax(scores, 1, False, out=scores)
    _1 = torch.add_(total, torch.dot(torch.neg(torch.squeeze(torch.gather(lp, 1, yc), 1)), wc))
    if backward:
      p = torch.exp_(lp)
      _2 = torch.scatter_add_(p, 1, yc, torch.full_like(torch.unsqueeze(wc, 1), -1.))
      dc = torch.narrow(dh, 0, start, size)
      if full:
        _3 = torch.mul_(p, torch.unsqueeze(wc, 1))
        pb = torch.type_as(p, h)
        _4 = torch.add_(de, torch.mm(torch.t(pb), hc))
        _5 = (self).table_scores_back(dc, pb, e)
      else:
        _6 = torch.mul_((self).table_scores_back(dc, torch.type_as(p, h), e), torch.type_as(torch.unsqueeze(wc, 1), h))
    start = start + size
  out = [total]
  if backward:
    if full:
      _7 = torch.append(out, (self).norm_weight_gradient(dh, x, r, h))
      _8 = torch.append(out, de)
    dx = torch.zero_(t[0])
    _9 = torch.index_copy_(dx, 0, rows, (self).norm_backward(dh, x, r, nw, torch.narrow(t[1], 0, 0, many), h))
  return out
