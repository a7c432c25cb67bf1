# Causal attention over packed sequences in plain operators, for any device: softmax(q k^T / sqrt(d)) v, one sequence at a time (Vaswani et al. 2017).
# q [T,heads,d], k v [T,kv heads,d]; lengths: the sequences that lie one after another in T. Returns o [T,heads,d] and the log-sum-exp [T,heads].

def scores(self: __torch__.K, q: Tensor, k: Tensor) -> Tensor:
  n = torch.size(q, 1)
  s = torch.mul(torch.to(torch.matmul(q, torch.transpose(k, 1, 2)), 6), torch.size(q, 2) ** -0.5)
  later = torch.triu(torch.ones_like(torch.select(s, 0, 0)), 1)
  return torch.masked_fill(s, torch.gt(later, 0), -inf)

def attend(self: __torch__.K, q: Tensor, k0: Tensor, v0: Tensor, lengths: List[int]) -> Tuple[Tensor, Tensor]:
  k = torch.transpose((self).repeat_heads(k0, torch.size(q, 1)), 0, 1)
  v = torch.transpose((self).repeat_heads(v0, torch.size(q, 1)), 0, 1)
  qt = torch.transpose(q, 0, 1)
  o = torch.empty_like(q)
  lse = torch.empty_like(torch.to(torch.select(q, 2, 0), 6))
  start = 0
  for i in range(len(lengths)):
    n = lengths[i]
    s = (self).scores(torch.narrow(qt, 1, start, n), torch.narrow(k, 1, start, n))
    l = torch.logsumexp(s, [2], True)
    p = torch.type_as(torch.exp(torch.sub(s, l)), q)
    _0 = torch.copy_(torch.narrow(o, 0, start, n), torch.transpose(torch.matmul(p, torch.narrow(v, 1, start, n)), 0, 1))
    _1 = torch.copy_(torch.narrow(lse, 0, start, n), torch.transpose(torch.squeeze(l, 2), 0, 1))
    start = start + n
  return (o, lse)

def attend_backward(self: __torch__.K, do: Tensor, q: Tensor, k0: Tensor, v0: Tensor, o: Tensor, lse: Tensor, lengths: List[int]) -> Tuple[Tensor, Tensor, Tensor]:
  k = torch.transpose((self).repeat_heads(k0, torch.size(q, 1)), 0, 1)
  v = torch.transpose((self).repeat_heads(v0, torch.size(q, 1)), 0, 1)
  qt = torch.transpose(q, 0, 1)
  dq = torch.empty_like(q)
  dk = torch.empty_like(q)
  dv = torch.empty_like(q)
  start = 0
  for i in range(len(lengths)):
    n = lengths[i]
    qi = torch.narrow(qt, 1, start, n)
    ki = torch.narrow(k, 1, start, n)
    doi = torch.transpose(torch.narrow(do, 0, start, n), 0, 1)
    oi = torch.transpose(torch.narrow(o, 0, start, n), 0, 1)
    l = torch.unsqueeze(torch.transpose(torch.narrow(lse, 0, start, n), 0, 1), 2)
    p = torch.exp(torch.sub((self).scores(qi, ki), l))
    dp = torch.to(torch.matmul(doi, torch.transpose(torch.narrow(v, 1, start, n), 1, 2)), 6)
    row = torch.sum(torch.mul(torch.to(doi, 6), torch.to(oi, 6)), [2], True)
    ds = torch.type_as(torch.mul(torch.mul(p, torch.sub(dp, row)), torch.size(q, 2) ** -0.5), q)
    _0 = torch.copy_(torch.narrow(dq, 0, start, n), torch.transpose(torch.matmul(ds, ki), 0, 1))
    _1 = torch.copy_(torch.narrow(dk, 0, start, n), torch.transpose(torch.matmul(torch.transpose(ds, 1, 2), qi), 0, 1))
    _2 = torch.copy_(torch.narrow(dv, 0, start, n), torch.transpose(torch.matmul(torch.transpose(torch.type_as(p, q), 1, 2), doi), 0, 1))
    start = start + n
  return (dq, (self).sum_heads(dk, torch.size(k0, 1)), (self).sum_heads(dv, torch.size(k0, 1)))
