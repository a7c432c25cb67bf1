# Causal attention over packed sequences with PyTorch's flash kernel for CPUs, forward and backward called by hand.
# q [T,heads,d], k v [T,kv heads,d]; lengths: the sequences that lie one after another in T. Returns o [T,heads,d] and the log-sum-exp [T,heads].

def heads_of(self: __torch__.K, x: Tensor, start: int, rows: int, batch: int) -> Tensor:
  y = torch.view(torch.narrow(x, 0, start, rows * batch), [batch, rows, torch.size(x, 1), torch.size(x, 2)])
  return torch.transpose(y, 1, 2)

def attend(self: __torch__.K, q: Tensor, k0: Tensor, v0: Tensor, lengths: List[int]) -> Tuple[Tensor, Tensor]:
  k = (self).repeat_heads(k0, torch.size(q, 1))
  v = (self).repeat_heads(v0, torch.size(q, 1))
  if (self).uniform(lengths):
    n = len(lengths)
    o, lse, = torch._scaled_dot_product_flash_attention_for_cpu((self).heads_of(q, 0, lengths[0], n), (self).heads_of(k, 0, lengths[0], n), (self).heads_of(v, 0, lengths[0], n), 0., True)
    o1 = torch.reshape(torch.transpose(o, 1, 2), [torch.size(q, 0), torch.size(q, 1), torch.size(q, 2)])
    lse1 = torch.reshape(torch.transpose(lse, 1, 2), [torch.size(q, 0), torch.size(q, 1)])
  else:
    o1 = torch.empty_like(q)
    lse1 = torch.empty([torch.size(q, 0), torch.size(q, 1)], dtype=6, layout=None, device=torch.device("cpu"))
    start = 0
    for i in range(len(lengths)):
      n = lengths[i]
      o, lse, = torch._scaled_dot_product_flash_attention_for_cpu((self).heads_of(q, start, n, 1), (self).heads_of(k, start, n, 1), (self).heads_of(v, start, n, 1), 0., True)
      _0 = torch.copy_((self).heads_of(o1, start, n, 1), o)
      _1 = torch.copy_(torch.narrow(lse1, 0, start, n), torch.squeeze(torch.transpose(lse, 1, 2), 0))
      start = start + n
  return (o1, lse1)

def attend_backward(self: __torch__.K, do: Tensor, q: Tensor, k0: Tensor, v0: Tensor, o: Tensor, lse: Tensor, lengths: List[int]) -> Tuple[Tensor, Tensor, Tensor]:
  k = (self).repeat_heads(k0, torch.size(q, 1))
  v = (self).repeat_heads(v0, torch.size(q, 1))
  if (self).uniform(lengths):
    b = len(lengths)
    n = lengths[0]
    l = torch.transpose(torch.view(lse, [b, n, torch.size(q, 1)]), 1, 2)
    dq, dk, dv, = torch._scaled_dot_product_flash_attention_for_cpu_backward((self).heads_of(do, 0, n, b), (self).heads_of(q, 0, n, b), (self).heads_of(k, 0, n, b), (self).heads_of(v, 0, n, b), (self).heads_of(o, 0, n, b), l, 0., True)
    dq1 = torch.reshape(torch.transpose(dq, 1, 2), [torch.size(q, 0), torch.size(q, 1), torch.size(q, 2)])
    dk1 = torch.reshape(torch.transpose(dk, 1, 2), [torch.size(q, 0), torch.size(q, 1), torch.size(q, 2)])
    dv1 = torch.reshape(torch.transpose(dv, 1, 2), [torch.size(q, 0), torch.size(q, 1), torch.size(q, 2)])
  else:
    dq1 = torch.empty_like(q)
    dk1 = torch.empty_like(q)
    dv1 = torch.empty_like(q)
    start = 0
    for i in range(len(lengths)):
      n = lengths[i]
      l = torch.transpose(torch.unsqueeze(torch.narrow(lse, 0, start, n), 0), 1, 2)
      dq, dk, dv, = torch._scaled_dot_product_flash_attention_for_cpu_backward((self).heads_of(do, start, n, 1), (self).heads_of(q, start, n, 1), (self).heads_of(k, start, n, 1), (self).heads_of(v, start, n, 1), (self).heads_of(o, start, n, 1), l, 0., True)
      _0 = torch.copy_((self).heads_of(dq1, start, n, 1), dq)
      _1 = torch.copy_((self).heads_of(dk1, start, n, 1), dk)
      _2 = torch.copy_((self).heads_of(dv1, start, n, 1), dv)
      start = start + n
  return (dq1, (self).sum_heads(dk1, torch.size(k0, 1)), (self).sum_heads(dv1, torch.size(k0, 1)))
