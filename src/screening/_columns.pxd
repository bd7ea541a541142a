"""The door: columns are checked once, and kept alive."""

from libc.stdint cimport int32_t, uint8_t, uint16_t, uint32_t, uint64_t

from screening._layout cimport FactsC, ModelC, NamesC, ScanBlocks


cdef class Columns:
    """Named columns and the pointers into them."""

    cdef dict columns
    cdef str what

    cdef object column(self, str name, Py_ssize_t length)
    cdef const uint8_t* u8(self, str name, Py_ssize_t length=*) except NULL
    cdef const uint16_t* u16(self, str name, Py_ssize_t length=*) except NULL
    cdef const uint32_t* u32(self, str name, Py_ssize_t length=*) except NULL
    cdef const int32_t* i32(self, str name, Py_ssize_t length=*) except NULL
    cdef const uint64_t* u64(self, str name, Py_ssize_t length=*) except NULL
    cdef const double* f64(self, str name, Py_ssize_t length=*) except NULL
    cdef Py_ssize_t size(self, str name)
    cdef const uint32_t* offsets(self, str name, Py_ssize_t n, str values, int most=*) except NULL
    cdef const uint32_t* ids(self, str name, Py_ssize_t below, Py_ssize_t length=*) except NULL
    cdef const uint8_t* bytes_below(self, str name, int low, int high, Py_ssize_t length=*) except NULL
    cdef const uint8_t* padded(self, str name, int below) except NULL
    cdef const uint32_t* columns_at(self, str name, Py_ssize_t blocks, str values) except NULL
    cdef const uint32_t* ascending_u32(self, str name) except NULL
    cdef const uint64_t* ascending(self, str name) except NULL


cdef class Model:
    cdef ModelC c
    cdef object keep
    cdef uint8_t bound_substitution[32 * 32]
    cdef uint8_t bound_deletion[2 * 32]


cdef object as_array(const void* values, size_t n, kind)
cdef int fill_names(NamesC* t, Columns c, int hands) except -1
cdef int fill_blocks(ScanBlocks* b, Columns c, Py_ssize_t renderings, int hands) except -1
cdef int fill_facts(FactsC* f, Columns c, Py_ssize_t n) except -1
