#include "pipeline/output/json_text.h"

#include <nlohmann/json.hpp>

namespace cityflux {

std::string json_text(const Json& json)
{
    return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

std::string json_line(const Json& json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json parse_json(std::string_view text)
{
    return Json::parse(text);
}

} // namespace cityflux
