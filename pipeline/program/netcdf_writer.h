#pragma once

#include "pipeline/program/output_file.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// A netCDF-4 file in the making: variables are defined with all they hold, one after the other. It is made in memory,
/// since HDF5 ends the program where the disk is full; readers meet the variables in the order of their names. Every function
/// throws InputError, naming the output, where the library refuses.
class NetcdfWriter {
public:
    /// `file` names the output in messages and must outlive the writer.
    explicit NetcdfWriter(const OutputFile& file);
    ~NetcdfWriter();
    NetcdfWriter(const NetcdfWriter&) = delete;
    NetcdfWriter& operator=(const NetcdfWriter&) = delete;

    struct Attribute {
        const char* name;
        std::string value;
    };
    using Attributes = std::vector<Attribute>;

    /// Returns the dimension's id. A size of 0 makes a record dimension without records.
    int add_dimension(const char* name, std::size_t size);
    /// Of the whole file.
    void add_attributes(const Attributes& attributes);

    /// Values without a fill value, not compressed.
    void add_coordinate(
        const char* name, std::span<const int> dimensions, std::span<const double> values, const Attributes& attributes);
    void add_coordinate(
        const char* name, std::span<const int> dimensions, std::span<const std::int32_t> values, const Attributes& attributes);
    /// NaN is the fill value; compressed.
    void add_numbers(
        const char* name, std::span<const int> dimensions, std::span<const double> values, const Attributes& attributes);
    void add_texts(
        const char* name, std::span<const int> dimensions, std::span<const std::string> values, const Attributes& attributes);

    /// Fills the values of one block, the first of which is the given one of the variable.
    template <typename Value> using FillBlock = std::function<void(std::size_t first, std::span<Value> block)>;
    /// A compressed variable of `count` values too large to be at hand at once: asked for block by block, in order. Further
    /// dimensions after the first must be of size 1.
    void add_blocks(const char* name, std::span<const int> dimensions, std::size_t count, const FillBlock<double>& fill,
        const Attributes& attributes);
    void add_blocks(const char* name, std::span<const int> dimensions, std::size_t count, const FillBlock<std::int32_t>& fill,
        const Attributes& attributes);

    /// The bytes of the finished file.
    std::string close();

private:
    int define(const char* name, int type, std::span<const int> dimensions);
    void add_attributes(const Attributes& attributes, int variable);
    template <typename Value>
    void put_blocks(int variable, std::span<const int> dimensions, std::size_t count, const FillBlock<Value>& fill);
    void check(int status) const;

    const OutputFile& file_;
    int id_ = -1;
    bool open_ = false;
};

} // namespace cityflux
