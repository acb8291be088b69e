#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include <cpl_vsi.h>

/// Writes a text into a .gz; returns its path.
inline std::string write_gzip(const std::string& path, std::string_view text)
{
    VSILFILE* file = VSIFOpenL(("/vsigzip/" + path).c_str(), "wb");
    if (file == nullptr || VSIFWriteL(text.data(), 1, text.size(), file) != text.size()
        || VSIFCloseL(file) != 0) {
        throw std::runtime_error(path + " cannot be written");
    }
    return path;
}
