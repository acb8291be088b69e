#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace cityflux {

/// JSON whose keys stay in order of addition.
using Json = nlohmann::ordered_json;

/// Returns the text of a JSON value, indented by two spaces and without a final line end. Bytes
/// that are not UTF-8 become U+FFFD.
std::string json_text(const Json& json);
/// Returns the text of a JSON value on one line, otherwise like json_text().
std::string json_line(const Json& json);

/// Reads a JSON text. Throws nlohmann::json::exception if it is not JSON.
Json parse_json(std::string_view text);

} // namespace cityflux
