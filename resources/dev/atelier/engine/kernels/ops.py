# The operators of a transformer, each differentiable by autograd, on any device: what the reference blocks and generation are made of.
# B sequences, S positions, N heads of width d; scalars come as tensors so that one text serves both ways of calling.

def rms_norm(self: __torch__.K, x: Tensor, w: Tensor, eps: Tensor) -> Tensor:
  h = torch.to(x, 6)
  y = torch.mul(h, torch.rsqrt(torch.add(torch.mean(torch.mul(h, h), [-1], True), eps)))
  return torch.mul(torch.type_as(y, x), w)

def linear(self: __torch__.K, x: Tensor, w: Tensor) -> Tensor:
  return torch.linear(x, w)

def lora_linear(self: __torch__.K, x: Tensor, w: Tensor, a: Tensor, b: Tensor, scale: Tensor) -> Tensor:
  u = torch.linear(x, torch.type_as(a, x))
  return torch.add(torch.linear(x, w), torch.linear(u, torch.type_as(torch.mul(b, scale), x)))

def heads(self: __torch__.K, x: Tensor, like: Tensor) -> Tensor:
  return torch.view(x, [torch.size(x, 0), torch.size(x, 1), -1, torch.size(like, -1)])

def rope(self: __torch__.K, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
  x1, x2, = torch.chunk(x, 2, -1)
  turned = torch.cat([torch.neg(x2), x1], -1)
  return torch.add(torch.mul(x, cos), torch.mul(turned, sin))

def wide(self: __torch__.K, x: Tensor, heads: int) -> Tensor:
  n = torch.size(x, 2)
  y = torch.expand(torch.unsqueeze(x, 3), [torch.size(x, 0), torch.size(x, 1), n, heads // n, torch.size(x, 3)])
  return torch.transpose(torch.reshape(y, [torch.size(x, 0), torch.size(x, 1), heads, torch.size(x, 3)]), 1, 2)

def attention(self: __torch__.K, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
  n = torch.size(q, 2)
  o = torch.scaled_dot_product_attention(torch.transpose(q, 1, 2), (self).wide(k, n), (self).wide(v, n), None, 0., True)
  return torch.reshape(torch.transpose(o, 1, 2), [torch.size(q, 0), torch.size(q, 1), -1])

def cached_attention(self: __torch__.K, q: Tensor, k: Tensor, v: Tensor, keys: Tensor, values: Tensor, start: Tensor, mask: Tensor) -> Tensor:
  at = int(start)
  s = torch.size(k, 1)
  _0 = torch.copy_(torch.narrow(keys, 1, at, s), k)
  _1 = torch.copy_(torch.narrow(values, 1, at, s), v)
  n = torch.size(q, 2)
  ks = (self).wide(torch.narrow(keys, 1, 0, at + s), n)
  vs = (self).wide(torch.narrow(values, 1, 0, at + s), n)
  o = torch.scaled_dot_product_attention(torch.transpose(q, 1, 2), ks, vs, mask, 0., False)
  return torch.reshape(torch.transpose(o, 1, 2), [torch.size(q, 0), s, -1])

def swiglu(self: __torch__.K, g: Tensor, u: Tensor) -> Tensor:
  return torch.mul(torch.silu(g), u)

def add(self: __torch__.K, x: Tensor, y: Tensor) -> Tensor:
  return torch.add(x, y)

def embedding(self: __torch__.K, ids: Tensor, e: Tensor) -> Tensor:
  return torch.embedding(e, ids)

def logits(self: __torch__.K, x: Tensor, e: Tensor) -> Tensor:
  return torch.to(torch.linear(x, e), 6)

def last(self: __torch__.K, x: Tensor) -> Tensor:
  return torch.narrow(x, 1, torch.size(x, 1) - 1, 1)

def weighted_nll(self: __torch__.K, logits: Tensor, y: Tensor, weights: Tensor) -> Tensor:
  z = torch.view(logits, [-1, torch.size(logits, -1)])
  each = torch.cross_entropy_loss(z, torch.view(y, [-1]), None, 0, -100, 0.)
  return torch.sum(torch.mul(each, torch.view(weights, [-1])))

def moved(self: __torch__.K, x: Tensor, like: Tensor) -> Tensor:
  return torch.to(x, like)

def as_type(self: __torch__.K, x: Tensor, dtype: Tensor) -> Tensor:
  return torch.to(x, int(dtype))

def cut(self: __torch__.K, x: Tensor, offset: int, shape: List[int], like: Tensor) -> Tensor:
  n = 1
  for i in range(len(shape)):
    n = n * shape[i]
  return torch.to(torch.view(torch.narrow(x, 0, offset, n), shape), like)

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
