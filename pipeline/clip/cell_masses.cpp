#include "pipeline/clip/cell_masses.h"

#include "grids/text/error.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <limits>
#include <string>
#include <system_error>

#include <unistd.h>

#include <fmt/format.h>

namespace cityflux {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& folder, int error)
{
    throw InputError(ProblemCode::insufficient, folder.string(),
        fmt::format("insufficient disk space for maps that exceed the memory limit: {}",
            std::generic_category().message(error)),
        { "free space, raise ", named(Setting::memory), ", or select fewer cities (",
            named(Setting::only), "), sectors or periods" });
}

} // namespace

CellMasses::CellMasses(std::size_t count)
    : values_(count, std::numeric_limits<double>::quiet_NaN())
{
}

CellMasses::CellMasses(std::size_t count, const std::filesystem::path& folder)
    : folder_(folder)
{
    std::string name = (folder / ".cityflux.XXXXXX").string();
    file_ = mkstemp(name.data());
    if (file_ < 0) {
        refuse(folder_, errno);
    }
    unlink(name.c_str());
    if (ftruncate(file_, static_cast<off_t>(count * sizeof(double))) != 0) {
        const int error = errno;
        close(file_);
        refuse(folder_, error);
    }
}

CellMasses::~CellMasses()
{
    if (file_ >= 0) {
        close(file_);
    }
}

void CellMasses::put(std::size_t first, std::span<const double> values)
{
    if (file_ < 0) {
        std::copy(
            values.begin(), values.end(), values_.begin() + static_cast<std::ptrdiff_t>(first));
        return;
    }
    const auto* bytes = reinterpret_cast<const char*>(values.data());
    std::size_t left = values.size_bytes();
    auto place = static_cast<off_t>(first * sizeof(double));
    while (left > 0) {
        const ssize_t written = pwrite(file_, bytes, left, place);
        if (written < 0 && errno != EINTR) {
            refuse(folder_, errno);
        }
        const auto step = static_cast<std::size_t>(std::max<ssize_t>(written, 0));
        bytes += step;
        left -= step;
        place += static_cast<off_t>(step);
    }
}

void CellMasses::get(std::size_t first, std::span<double> values) const
{
    if (file_ < 0) {
        std::copy_n(
            values_.begin() + static_cast<std::ptrdiff_t>(first), values.size(), values.begin());
        return;
    }
    auto* bytes = reinterpret_cast<char*>(values.data());
    std::size_t left = values.size_bytes();
    auto place = static_cast<off_t>(first * sizeof(double));
    while (left > 0) {
        const ssize_t taken = pread(file_, bytes, left, place);
        if (taken == 0 || (taken < 0 && errno != EINTR)) {
            refuse(folder_, taken == 0 ? EIO : errno);
        }
        const auto step = static_cast<std::size_t>(std::max<ssize_t>(taken, 0));
        bytes += step;
        left -= step;
        place += static_cast<off_t>(step);
    }
}

} // namespace cityflux
