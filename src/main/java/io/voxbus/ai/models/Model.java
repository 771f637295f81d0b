package io.voxbus.ai.models;

import java.util.List;

/**
 * A model that can be had.
 *
 * @param setting of the configuration that names its folder
 */
public record Model(String name, String about, String setting, String licence, List<Part> files) {
  /**
   * A file of it.
   *
   * @param path   where it lies in the folder of the model
   * @param unpack whether it is a ZIP archive whose one folder is the model
   */
  public record Part(String path, String url, long bytes, String sha256, boolean unpack) {}

  public long bytes() {
    return files.stream().mapToLong(Part::bytes).sum();
  }
}
