#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// Writes netCDF files of an inventory's size: slice by slice, deflated where the provider does so.
/// All definitions come before the first write. Throws std::runtime_error where the library
/// refuses. (tests/netcdf_writer.h is for small files.)
class NativeNetcdf {
public:
    enum class Form { classic, netcdf4 };
    /// Types of variables that the tests need.
    enum class Type { uint8, int32, float32, float64 };
    static constexpr int global = -1;

    explicit NativeNetcdf(const std::filesystem::path& path, Form form = Form::netcdf4);
    ~NativeNetcdf();
    NativeNetcdf(const NativeNetcdf&) = delete;
    NativeNetcdf& operator=(const NativeNetcdf&) = delete;

    int dimension(const std::string& name, std::size_t size);
    /// Deflated where asked for; otherwise contiguous.
    int variable(const std::string& name, Type type, const std::vector<int>& dimensions,
        bool deflated = false);
    void attribute(int variable, const std::string& name, const std::string& text);
    /// In the variable's own type, as _FillValue has to be.
    void attribute(int variable, const std::string& name, double number);
    void write(int variable, const std::vector<double>& values);
    /// One slice along the first dimension.
    void write_slice(int variable, std::size_t index, const std::vector<double>& values);

private:
    void end_definitions();

    int file_ = -1;
    bool defining_ = true;
};

} // namespace cityflux
