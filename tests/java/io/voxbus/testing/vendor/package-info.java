/** What the fakes of speech vendors share, and what every client of a vendor must do. */
package io.voxbus.testing.vendor;
