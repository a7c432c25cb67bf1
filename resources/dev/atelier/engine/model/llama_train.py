# A Llama block with LoRA, forward and backward written by hand (Touvron et al. 2023; Hu et al. 2021). T tokens, width H, inner width I.
#   w: input norm [H], q k v o, post norm [H], gate up down, each [out,in], in the compute dtype.
#   l: A of q,k,v on top of each other [rq+rk+rv,H], Bq Bk Bv, A of o, Bo, A of gate,up, Bg Bu, A of down, Bd; each B [out,r] already scaled by alpha/r.
# A rank of 0 is a matrix without an adapter. Saved for the way back (z): x r1 q k v o lse x1 r2 g u and the products with A.

def rstd(self: __torch__.K, x: Tensor, eps: float) -> Tensor:
  n = torch.linalg_vector_norm(x, 2, [-1], True, dtype=6)
  return torch.rsqrt(torch.add(torch.div(torch.mul(n, n), torch.size(x, -1)), eps))

def norm_forward(self: __torch__.K, x: Tensor, r: Tensor, w: Tensor) -> Tensor:
  return torch.mul_(torch.mul(x, torch.type_as(r, x)), w)

def norm_backward(self: __torch__.K, dy: Tensor, x: Tensor, r: Tensor, w: Tensor) -> Tensor:
  rb = torch.type_as(r, x)
  n = torch.mul(x, rb)
  dn = torch.mul(dy, w)
  c = torch.mean(torch.mul(dn, n), [-1], True, dtype=6)
  return torch.mul_(torch.addcmul_(dn, n, torch.type_as(torch.neg(c), x)), rb)

def norm_weight_gradient(self: __torch__.K, dy: Tensor, x: Tensor, r: Tensor) -> Tensor:
  return torch.sum(torch.mul(dy, torch.mul(x, torch.type_as(r, x))), [0], False, dtype=6)

def rotate(self: __torch__.K, x: Tensor, c: Tensor, s: Tensor) -> Tensor:
  x1, x2, = torch.chunk(x, 2, -1)
  y = torch.mul(x, c)
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

def adapt(self: __torch__.K, h: Tensor, w: Tensor, u: Tensor, b: Tensor) -> Tensor:
  y = torch.mm(h, torch.t(w))
  if torch.size(b, 1) > 0:
    _0 = torch.addmm_(y, u, torch.t(b))
  return y

def columns(self: __torch__.K, u: Tensor, start: int, b: Tensor) -> Tensor:
  return torch.narrow(u, 1, start, torch.size(b, 1))

def block_forward(self: __torch__.K, x: Tensor, c: Tensor, s: Tensor, w: List[Tensor], l: List[Tensor], lengths: List[int], eps: float, p: float) -> List[Tensor]:
  t = torch.size(x, 0)
  d = torch.size(c, -1)
  m = (self).masks(x, w, p)
  r1 = (self).rstd(x, eps)
  h = (self).norm_forward(x, r1, w[0])
  uh = torch.mm((self).masked(h, m[0]), torch.t(l[0]))
  rq = torch.size(l[1], 1)
  rk = torch.size(l[2], 1)
  q = (self).rotate(torch.view((self).adapt(h, w[1], (self).columns(uh, 0, l[1]), l[1]), [t, -1, d]), c, s)
  k = (self).rotate(torch.view((self).adapt(h, w[2], (self).columns(uh, rq, l[2]), l[2]), [t, -1, d]), c, s)
  v = torch.view((self).adapt(h, w[3], (self).columns(uh, rq + rk, l[3]), l[3]), [t, -1, d])
  o, lse, = (self).attend(q, k, v, lengths)
  o1 = torch.view(o, [t, -1])
  uo = torch.mm((self).masked(o1, m[1]), torch.t(l[4]))
  x1 = torch.add_((self).adapt(o1, w[4], uo, l[5]), x)
  r2 = (self).rstd(x1, eps)
  h1 = (self).norm_forward(x1, r2, w[5])
  ug = torch.mm((self).masked(h1, m[2]), torch.t(l[6]))
  g = (self).adapt(h1, w[6], (self).columns(ug, 0, l[7]), l[7])
  u = (self).adapt(h1, w[7], (self).columns(ug, torch.size(l[7], 1), l[8]), l[8])
  f = torch.mul_(torch.silu(g), u)
  ud = torch.mm((self).masked(f, m[3]), torch.t(l[9]))
  y = torch.add_((self).adapt(f, w[8], ud, l[10]), x1)
  return [y, x, r1, q, k, v, o, lse, x1, r2, g, u, uh, uo, ug, ud]

def product_t(self: __torch__.K, a: Tensor, b: Tensor) -> Tensor:
  return torch.mm(torch.t(a), b)

def through(self: __torch__.K, dx: Tensor, t: Tensor, a: Tensor, mask: Tensor) -> Tensor:
  if torch.numel(mask) > 0:
    _0 = torch.add_(dx, torch.mul_(torch.mm(t, a), mask))
  else:
    if torch.size(t, 1) > 0:
      _1 = torch.addmm_(dx, t, a)
  return dx

def block_backward(self: __torch__.K, dy: Tensor, c: Tensor, s: Tensor, w: List[Tensor], l: List[Tensor], z: List[Tensor], lengths: List[int], p: float, full: bool) -> List[Tensor]:
  x = z[0]
  r1 = z[1]
  q = z[2]
  k = z[3]
  v = z[4]
  o = z[5]
  x1 = z[7]
  r2 = z[8]
  g = z[9]
  u = z[10]
  t = torch.size(x, 0)
  m = (self).masks(x, w, p)
  h1 = (self).norm_forward(x1, r2, w[5])
  sg = torch.silu(g)
  f = torch.mul(sg, u)
  td = torch.mm(dy, l[10])
  dad = (self).product_t(td, (self).masked(f, m[3]))
  dbd = (self).product_t(dy, z[14])
  df = (self).through(torch.mm(dy, w[8]), td, l[9], m[3])
  du = torch.mul_(sg, df)
  dg = torch.silu_backward(torch.mul_(df, u), g)
  tg = torch.cat([torch.mm(dg, l[7]), torch.mm(du, l[8])], 1)
  dag = (self).product_t(tg, (self).masked(h1, m[2]))
  dbg = (self).product_t(dg, (self).columns(z[13], 0, l[7]))
  dbu = (self).product_t(du, (self).columns(z[13], torch.size(l[7], 1), l[8]))
  dh1 = (self).through(torch.addmm_(torch.mm(dg, w[6]), du, w[7]), tg, l[6], m[2])
  dx1 = torch.add_((self).norm_backward(dh1, x1, r2, w[5]), dy)
  o1 = torch.view(o, [t, -1])
  to = torch.mm(dx1, l[5])
  dao = (self).product_t(to, (self).masked(o1, m[1]))
  dbo = (self).product_t(dx1, z[12])
  do = (self).through(torch.mm(dx1, w[4]), to, l[4], m[1])
  dq, dk, dv, = (self).attend_backward(torch.view(do, [t, -1, torch.size(q, 2)]), q, k, v, o, z[6], lengths)
  ns = torch.neg(s)
  dq1 = torch.view((self).rotate(dq, c, ns), [t, -1])
  dk1 = torch.view((self).rotate(dk, c, ns), [t, -1])
  dv1 = torch.reshape(dv, [t, -1])
  h = (self).norm_forward(x, r1, w[0])
  rq = torch.size(l[1], 1)
  rk = torch.size(l[2], 1)
  th = torch.cat([torch.mm(dq1, l[1]), torch.mm(dk1, l[2]), torch.mm(dv1, l[3])], 1)
  dah = (self).product_t(th, (self).masked(h, m[0]))
  dbq = (self).product_t(dq1, (self).columns(z[11], 0, l[1]))
  dbk = (self).product_t(dk1, (self).columns(z[11], rq, l[2]))
  dbv = (self).product_t(dv1, (self).columns(z[11], rq + rk, l[3]))
  dh = (self).through(torch.addmm_(torch.addmm_(torch.mm(dq1, w[1]), dk1, w[2]), dv1, w[3]), th, l[0], m[0])
  dx = torch.add_((self).norm_backward(dh, x, r1, w[0]), dx1)
  if full:
    y = [dx, (self).norm_weight_gradient(dh, x, r1), (self).product_t(dq1, h), (self).product_t(dk1, h), (self).product_t(dv1, h), (self).product_t(dx1, o1), (self).norm_weight_gradient(dh1, x1, r2), (self).product_t(dg, h1), (self).product_t(du, h1), (self).product_t(dy, f)]
  else:
    y = [dx, dah, dbq, dbk, dbv, dao, dbo, dag, dbg, dbu, dad, dbd]
  return y

def embed(self: __torch__.K, ids: Tensor, e: Tensor) -> Tensor:
  return torch.embedding(e, ids)

def embed_backward(self: __torch__.K, dx: Tensor, ids: Tensor, vocabulary: int) -> Tensor:
  return torch.embedding_dense_backward(torch.to(dx, 6), ids, vocabulary, -1, False)

# Cross-entropy of the rows that carry a loss weight, in chunks so that only chunk x vocabulary logits are alive; the gradient is made in the same pass.
# rows [N] positions, y [N] next tokens, wt [N] weights already divided by their sum over the whole step. Returns [sum of wt * -log p, dx, (norm, head gradients)].
def loss(self: __torch__.K, x0: Tensor, rows: Tensor, y: Tensor, wt: Tensor, n: Tensor, e: Tensor, eps: float, chunk: int, full: bool, backward: bool) -> List[Tensor]:
  x = torch.index_select(x0, 0, rows)
  t = torch.size(x, 0)
  r = (self).rstd(x, eps)
  h = (self).norm_forward(x, r, n)
  dh = torch.empty_like(h)
  total = torch.zeros_like(torch.sum(wt))
  each = torch.empty_like(wt)
  de = torch.zeros_like(torch.narrow(torch.to(torch.narrow(e, 0, 0, 1), 6), 0, 0, 1))
  if full:
    de = torch.zeros_like(e, dtype=6)
  start = 0
  while start < t:
    size = chunk
    if start + chunk > t:
      size = t - start
    hc = torch.narrow(h, 0, start, size)
    yc = torch.unsqueeze(torch.narrow(y, 0, start, size), 1)
    wc = torch.narrow(wt, 0, start, size)
    lp = torch._log_softmax(torch.to(torch.mm(hc, torch.t(e)), 6), 1, False)
    nll = torch.neg(torch.squeeze(torch.gather(lp, 1, yc), 1))
    _0 = torch.copy_(torch.narrow(each, 0, start, size), nll)
    _1 = torch.add_(total, torch.dot(nll, wc))
    if backward:
      p = torch.exp_(lp)
      _2 = torch.scatter_add_(p, 1, yc, torch.full_like(torch.unsqueeze(wc, 1), -1.))
      if full:
        _3 = torch.mul_(p, torch.unsqueeze(wc, 1))
        pb = torch.type_as(p, h)
        _4 = torch.add_(de, torch.mm(torch.t(pb), hc))
        _5 = torch.copy_(torch.narrow(dh, 0, start, size), torch.mm(pb, e))
      else:
        g = torch.mm(torch.type_as(p, h), e)
        _6 = torch.copy_(torch.narrow(dh, 0, start, size), torch.mul_(g, torch.type_as(torch.unsqueeze(wc, 1), h)))
    start = start + size
  if backward:
    dx = torch.zeros_like(x0)
    _7 = torch.index_copy_(dx, 0, rows, (self).norm_backward(dh, x, r, n))
    if full:
      out = [total, dx, (self).norm_weight_gradient(dh, x, r), de]
    else:
      out = [total, dx]
  else:
    out = [total, each]
  return out
