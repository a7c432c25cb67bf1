# Grouped-query attention (Ainslie et al. 2023): each key/value head serves several query heads.

def uniform(self: __torch__.K, lengths: List[int]) -> bool:
  same = True
  for i in range(len(lengths)):
    if lengths[i] != lengths[0]:
      same = False
  return same

def repeat_heads(self: __torch__.K, x: Tensor, heads: int) -> Tensor:
  n = torch.size(x, 1)
  if n == heads:
    y = x
  else:
    wide = torch.expand(torch.unsqueeze(x, 2), [torch.size(x, 0), n, heads // n, torch.size(x, 2)])
    y = torch.reshape(wide, [torch.size(x, 0), heads, torch.size(x, 2)])
  return y

def sum_heads(self: __torch__.K, dx: Tensor, heads: int) -> Tensor:
  n = torch.size(dx, 1)
  if n == heads:
    y = dx
  else:
    y = torch.sum(torch.view(dx, [torch.size(dx, 0), heads, n // heads, torch.size(dx, 2)]), [2])
  return y
