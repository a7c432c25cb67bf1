# Gradient sums, their norm, and AdamW with decoupled weight decay (Loshchilov & Hutter 2019) over all parameters in one call.

def scaled(self: __torch__.K, g: List[Tensor], scales: List[float]) -> List[Tensor]:
  out = annotate(List[Tensor], [])
  for i in range(len(g)):
    y = torch.to(g[i], 6)
    if scales[i] != 1.:
      y = torch.mul(y, scales[i])
    _0 = torch.append(out, y)
  return out

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

def adamw(self: __torch__.K, p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], t: List[Tensor], lr: float, beta1: float, beta2: float, decay: float, eps: float, clip: float) -> Tensor:
  if clip < 1.:
    for i in range(len(g)):
      _0 = torch.mul_(g[i], clip)
  for i in range(len(t)):
    _1 = torch.add_(t[i], 1)
  _2 = torch._fused_adamw_(p, g, m, v, annotate(List[Tensor], []), t, lr=lr, beta1=beta1, beta2=beta2, weight_decay=decay, eps=eps, amsgrad=False, maximize=False)
  return t[0]
