package io.voxbus.audio.features;

/**
 * Several frames made one, and brought to the mean and the spread that a model was trained with, as FunASR does it: {@code
 * stacked} frames around every {@code step}th one, the first and the last repeated where there are none.
 *
 * @param shift added to a value of a stacked row; nothing when empty
 * @param scale what it is multiplied by then
 */
@SuppressWarnings("ArrayRecordComponent")
public record LowFrameRate(int stacked, int step, float[] shift, float[] scale) {
  /** All rows one after the other. */
  public float[] of(float[][] rows) {
    if (rows.length == 0) {
      return new float[0];
    }
    int bands = rows[0].length;
    int width = bands * stacked;
    int count = (rows.length + step - 1) / step;
    float[] all = new float[count * width];
    for (int row = 0; row < count; row++) {
      for (int i = 0; i < stacked; i++) {
        int from = Math.clamp(row * step + i - (stacked - 1) / 2, 0, rows.length - 1);
        System.arraycopy(rows[from], 0, all, row * width + i * bands, bands);
      }
    }
    if (shift.length > 0) {
      normalise(all, width);
    }
    return all;
  }

  private void normalise(float[] all, int width) {
    for (int at = 0; at < all.length; at++) {
      all[at] = (all[at] + shift[at % width]) * scale[at % width];
    }
  }
}
