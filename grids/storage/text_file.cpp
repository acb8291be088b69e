#include "grids/storage/text_file.h"

#include "grids/storage/gdal_messages.h"
#include "grids/storage/library_call.h"
#include "grids/text/error.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>

#include <cpl_vsi.h>
#include <fmt/format.h>

namespace cityflux {
namespace {

/// Arguments of LibraryCall: GDAL unpacks zlib data.
constexpr const char* library = "GDAL";
constexpr const char* checker = "gzip -t";

/// Shared pointer, because functions that read from the file are copied.
using VsiFile = std::shared_ptr<VSILFILE>;

VsiFile open(const std::string& path)
{
    std::error_code error;
    if (!std::filesystem::exists(path, error)) {
        throw InputError(ProblemCode::missing, path, "missing file");
    }
    if (std::filesystem::is_directory(path, error)) {
        throw InputError(
            ProblemCode::invalid, path, "a folder is not a file", "name the files in it");
    }
    const GdalMessages messages;
    const LibraryCall call(library, path.c_str(), checker);
    VSILFILE* file = VSIFOpenL((path.ends_with(".gz") ? "/vsigzip/" + path : path).c_str(), "rb");
    if (file == nullptr) {
        throw InputError(
            ProblemCode::unreadable, path, fmt::format("unreadable: {}", std::strerror(errno)));
    }
    return VsiFile(file, VSIFCloseL);
}

} // namespace

TextLines open_text(const std::string& path)
{
    return { path, [path, file = open(path)](char* buffer, std::size_t count) {
                const GdalMessages messages;
                const LibraryCall call(library, path.c_str(), checker);
                const std::size_t got = VSIFReadL(buffer, 1, count, file.get());
                if (got < count && !messages.last_error().empty()) {
                    throw InputError(ProblemCode::damaged, path,
                        fmt::format("damaged or truncated: it cannot be read to its end: {}",
                            messages.last_error()));
                }
                return got;
            } };
}

std::string first_bytes(const std::string& path, std::size_t count)
{
    const VsiFile file = open(path);
    const GdalMessages messages;
    const LibraryCall call(library, path.c_str(), checker);
    std::string bytes(count, '\0');
    bytes.resize(VSIFReadL(bytes.data(), 1, count, file.get()));
    return bytes;
}

bool is_text(const std::string& bytes)
{
    return !bytes.empty() && std::all_of(bytes.begin(), bytes.end(), [](unsigned char c) {
        return c >= 0x20 || c == '\n' || c == '\r' || c == '\t';
    });
}

} // namespace cityflux
