#pragma once

#include "grids/text/text_lines.h"

#include <cstddef>
#include <string>

namespace cityflux {

/// Opens a text file, also inside a .gz. Throws InputError if the file is missing, a folder or
/// cannot be opened; reading its lines throws InputError if it is truncated.
TextLines open_text(const std::string& path);

/// Returns the first bytes of a file, unpacked if it is a .gz. Returns fewer if the file is
/// shorter. Throws InputError if it cannot be read.
std::string first_bytes(const std::string& path, std::size_t count);

/// Returns true if all bytes are printable or blanks, and there is one at least.
bool is_text(const std::string& bytes);

} // namespace cityflux
