#pragma once

#include <optional>
#include <string>

namespace cityflux {

/// Converts bytes of an encoding that iconv knows to UTF-8. Returns std::nullopt if they are not in
/// the encoding.
std::optional<std::string> utf8_of(const std::string& bytes, const char* encoding);

} // namespace cityflux
