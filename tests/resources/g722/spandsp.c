/* gcc spandsp.c -lspandsp -lm && ./a.out: says whether libspandsp makes the same bytes as the files beside it. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <spandsp.h>

static size_t load(const char *name, void *into, size_t most) {
  FILE *file = fopen(name, "rb");
  size_t n = fread(into, 1, most, file);
  fclose(file);
  return n;
}

static void decode(const char *coded, const char *expected) {
  static uint8_t in[200000];
  static int16_t out[400000], want[400000];
  int n = (int) load(coded, in, sizeof in);
  size_t bytes = load(expected, want, sizeof want);
  int samples = g722_decode(g722_decode_init(NULL, 64000, 0), out, in, n);
  printf("%s %s\n", coded, (size_t) samples * 2 == bytes && !memcmp(out, want, bytes) ? "same" : "DIFFERENT");
}

int main(void) {
  static int16_t pcm[400000];
  static uint8_t out[200000], want[200000];
  int samples = (int) load("input.s16", pcm, sizeof pcm) / 2;
  size_t bytes = load("encoded.g722", want, sizeof want);
  int n = g722_encode(g722_encode_init(NULL, 64000, 0), out, pcm, samples);
  printf("input.s16 %s\n", (size_t) n == bytes && !memcmp(out, want, bytes) ? "same" : "DIFFERENT");
  decode("encoded.g722", "decoded.s16");
  decode("random.g722", "random-decoded.s16");
  return 0;
}
