// Returns what it is given: shows how inputs are read and results are written.

func.func @same(%x: tensor<?x?xf32>) -> tensor<?x?xf32> {
  return %x : tensor<?x?xf32>
}
