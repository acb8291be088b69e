#include "grids/text/encoding.h"

#include <cstddef>

#include <iconv.h>

namespace cityflux {

std::optional<std::string> utf8_of(const std::string& bytes, const char* encoding)
{
    const iconv_t converter = iconv_open("UTF-8", encoding);
    if (converter == reinterpret_cast<iconv_t>(-1)) {
        return std::nullopt;
    }
    std::string text(
        2 * bytes.size() + 16, '\0'); // a GB18030 character takes at most twice its bytes in UTF-8
    char* in = const_cast<char*>(bytes.data()); // iconv does not write to it
    std::size_t in_left = bytes.size();
    char* out = text.data();
    std::size_t out_left = text.size();
    const std::size_t result = iconv(converter, &in, &in_left, &out, &out_left);
    iconv_close(converter);
    if (result == static_cast<std::size_t>(-1) || in_left > 0) {
        return std::nullopt;
    }
    text.resize(text.size() - out_left);
    return text;
}

} // namespace cityflux
