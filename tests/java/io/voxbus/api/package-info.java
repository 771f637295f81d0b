/** What nodes tell of their API, compared with what they do. */
package io.voxbus.api;
